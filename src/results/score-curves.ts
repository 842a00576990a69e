/** Scores by step of pre-training: of what was evaluated with weights that a pre-training kept on its way, and with its last. */
import { METRICS } from '../statistics/metrics.js';
import { mean } from '../statistics/moments.js';
import { TASKS } from '../tasks/index.js';
import { mainColumns } from './columns.js';
import type { Column } from './columns.js';
import { evaluationsOf } from './evaluations.js';
import type { Evaluation } from './evaluations.js';
import { isDone, stageOfTrial } from './recorded.js';
import type { Recorded } from './recorded.js';

export interface ScoreCurve {
  readonly column: Column;
  /** Variants that share their evaluations. */
  readonly variants: readonly string[];
  /** By step; at least two. */
  readonly points: readonly ScorePoint[];
  /** What guessing at random scores; null: that depends on the labels. */
  readonly chance: number | null;
}

/** Shares of 1 or correlations. Low and high: the lowest and highest seed. */
export interface ScorePoint {
  readonly step: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Seeds. */
  readonly n: number;
}

/** By column of the main table, then by variant; none of what was evaluated with its last weights alone. */
export const scoreCurves = (recorded: Recorded): readonly ScoreCurve[] =>
  mainColumns(recorded.plan.experiment).flatMap((column) => curvesOf(recorded, column));

function curvesOf(recorded: Recorded, column: Column): readonly ScoreCurve[] {
  const groups = new Map<string, { variants: string[]; evaluations: readonly Evaluation[] }>();
  for (const { name } of recorded.plan.variants) {
    const evaluations = evaluationsOf(recorded, { role: 'variant', label: name }, column.task);
    const id = evaluations.map(({ stage }) => stage.key).join(' ');
    const known = groups.get(id);
    if (known === undefined) groups.set(id, { variants: [name], evaluations });
    else known.variants.push(name);
  }
  return [...groups.values()].flatMap(({ variants, evaluations }) => {
    const points = pointsOf(recorded, evaluations, column);
    return points.length < 2 ? [] : [{ column, variants, points, chance: chanceOf(column) }];
  });
}

function pointsOf(
  recorded: Recorded,
  evaluations: readonly Evaluation[],
  { metric, split }: Column,
): readonly ScorePoint[] {
  const byStep = new Map<number, number[]>();
  for (const one of evaluations.filter(({ stage }) => isDone(recorded, stage.key)))
    for (const { name, split: of, step, value } of recorded.metrics.get(one.stage.key) ?? []) {
      const at = step === 0 ? lastStep(recorded, one) : step;
      if (name === metric && of === split && at !== null) byStep.set(at, [...(byStep.get(at) ?? []), value]);
    }
  return [...byStep]
    .sort(([a], [b]) => a - b)
    .map(([step, values]) => ({
      step,
      mean: mean(values),
      low: Math.min(...values),
      high: Math.max(...values),
      n: values.length,
    }));
}

/** Steps of the pre-training behind an evaluation; null: it has none of its own. */
function lastStep(recorded: Recorded, { trial }: Evaluation): number | null {
  const pretraining = trial === null ? null : stageOfTrial(recorded, trial, { yields: 'heldout-loss' });
  return recorded.records.get(pretraining?.key ?? '')?.facts.steps ?? null;
}

/** A class drawn at random, each with the same probability; a correlation is then 0. */
function chanceOf({ task, metric }: Column): number | null {
  const { output } = TASKS[task];
  if (METRICS[metric].least < 0) return 0;
  return metric === 'accuracy' && output.kind === 'classes' ? 1 / output.names.length : null;
}

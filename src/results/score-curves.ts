/** Scores by step of pre-training: of what was evaluated with weights that a pre-training kept on its way, and with its last. */
import { METRICS } from '../statistics/metrics.js';
import { TASKS } from '../tasks/index.js';
import { mainColumns } from './columns.js';
import type { Column } from './columns.js';
import { evaluationsOf } from './evaluations.js';
import type { Evaluation } from './evaluations.js';
import { isDone, stageOfTrial } from './recorded.js';
import type { Recorded } from './recorded.js';
import { spreadsByStep } from './spread.js';
import type { StepSpread } from './spread.js';

export interface ScoreCurve {
  readonly column: Column;
  /** Variants that share their evaluations. */
  readonly variants: readonly string[];
  /** By step, at least two; shares of 1 or correlations. */
  readonly points: readonly StepSpread[];
  /** What guessing at random scores; null: that depends on the labels. */
  readonly chance: number | null;
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

const pointsOf = (
  recorded: Recorded,
  evaluations: readonly Evaluation[],
  { metric, split }: Column,
): readonly StepSpread[] =>
  spreadsByStep(
    evaluations
      .filter(({ stage }) => isDone(recorded, stage.key))
      .flatMap((one) =>
        (recorded.metrics.get(one.stage.key) ?? [])
          .filter(({ name, split: of }) => name === metric && of === split)
          .flatMap(({ step, value }) => {
            const at = step === 0 ? lastStep(recorded, one) : step;
            return at === null ? [] : [{ step: at, value }];
          }),
      ),
  );

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

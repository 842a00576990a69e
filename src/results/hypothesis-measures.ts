/** What hypotheses are judged on: scores, losses of pre-training, numbers of parameters. */
import type { PlannedHypothesis } from '../plan/hypotheses.js';
import type { Metric } from '../stages/result.js';
import type { Columns, Run } from '../statistics/runs.js';
import { METRICS } from '../statistics/metrics.js';
import type { MetricName, ScoreMetric } from '../statistics/metrics.js';
import type { Column } from './columns.js';
import type { Compared } from './compared.js';
import { MEAN, meanOverTasks } from './means.js';
import { stageOfTrial, trialsOf } from './recorded.js';
import type { Recorded } from './recorded.js';

/** Columns whose weighted sum is compared, over rows of variants. */
export interface Measure {
  readonly column: string;
  readonly unit: 'share' | 'nats';
  readonly isHigherBetter: boolean;
  readonly columns: Columns;
  /** What each of `columns` is of; empty: losses. */
  readonly scored: readonly Column[];
  /** Names of the variants of each row: several where they share their result. */
  readonly rows: readonly (readonly string[])[];
}

export function measuresOf(
  planned: PlannedHypothesis,
  recorded: Recorded,
  compared: Compared,
): readonly Measure[] {
  const { measure = 'score' } = planned.hypothesis;
  return measure === 'score' ? scoreMeasures(planned, compared) : [lossMeasure(measure, recorded)];
}

function scoreMeasures(
  { hypothesis, tasks }: PlannedHypothesis,
  { variants, columns, runs }: Compared,
): readonly Measure[] {
  const indices = columns.flatMap(({ task }, index) => (tasks.includes(task) ? [index] : []));
  const own = { columns: indices.map((at) => columns[at]!), runs: indices.map((at) => runs[at]!) };
  const about = { unit: 'share' as const, rows: variants.map((name) => [name]) };
  if (hypothesis.aggregate === 'mean')
    return [
      { ...about, column: MEAN, isHigherBetter: true, scored: own.columns, columns: meanOverTasks(own) },
    ];
  return own.columns.map((column, index) => ({
    ...about,
    column: column.label,
    isHigherBetter: metricOf(column.metric).direction === 'higher',
    scored: [column],
    columns: [{ weight: 1, rows: own.runs[index]! }],
  }));
}

const metricOf = (name: MetricName): ScoreMetric => METRICS[name];

/** A number of a trained language model, from what its stage recorded by step; null: it is not there. */
interface LossMeasure {
  readonly column: string;
  readonly yields: 'heldout-loss' | 'length-losses';
  valueOf(losses: readonly Metric[]): number | null;
}

const LOSSES: Readonly<Record<'loss' | 'extrapolation', LossMeasure>> = {
  /** The last one. */
  loss: { column: 'loss', yields: 'heldout-loss', valueOf: (losses) => losses.at(-1)?.value ?? null },
  /** From the shortest context to the longest. */
  extrapolation: {
    column: 'extrapolation',
    yields: 'length-losses',
    valueOf: (losses) => (losses.length < 2 ? null : losses.at(-1)!.value - losses[0]!.value),
  },
};

/** Variants that share their pre-trainings are one row, or the noise would seem better known. */
function lossMeasure(name: keyof typeof LOSSES, recorded: Recorded): Measure {
  const measure = LOSSES[name];
  const shared = new Map<string, string[]>();
  for (const variant of recorded.plan.variants) {
    const keys = trialsOf(recorded, variant.name)
      .map((trial) => stageOfTrial(recorded, trial, { yields: measure.yields })?.key ?? '')
      .join(' ');
    shared.set(keys, [...(shared.get(keys) ?? []), variant.name]);
  }
  const rows = [...shared.values()];
  const runs = rows.map(([first = '']) => lossRuns(recorded, first, measure));
  return {
    column: measure.column,
    unit: 'nats',
    isHigherBetter: false,
    scored: [],
    rows,
    columns: [{ weight: 1, rows: runs }],
  };
}

/** By seed; a pre-training that several seeds share counts for the first of them alone. */
function lossRuns(recorded: Recorded, variant: string, measure: LossMeasure): ReadonlyMap<number, Run> {
  const seen = new Set<string>();
  const runs = trialsOf(recorded, variant).flatMap((trial): [number, Run][] => {
    const key = stageOfTrial(recorded, trial, { yields: measure.yields })?.key ?? '';
    if (seen.has(key)) return [];
    seen.add(key);
    const losses = (recorded.metrics.get(key) ?? [])
      .filter(({ name, split }) => name === 'loss' && split === 'heldout')
      .sort((a, b) => a.step - b.step);
    const value = measure.valueOf(losses);
    return value === null ? [] : [[trial.seed, { value, examples: null }]];
  });
  return new Map(runs);
}

/** Of each seed's first training: its pre-training, else its first fine-tuning. */
export function parameterCounts(recorded: Recorded, variant: string): readonly number[] {
  return trialsOf(recorded, variant).flatMap((trial) => {
    const stage = stageOfTrial(recorded, trial, { yields: 'parameters' });
    return recorded.records.get(stage?.key ?? '')?.facts.parameters ?? [];
  });
}

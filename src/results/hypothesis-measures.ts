/** What hypotheses are judged on: scores, losses of pre-training, numbers of parameters. */
import type { PlannedHypothesis } from '../plan/hypotheses.js';
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

export const measuresOf = (
  planned: PlannedHypothesis,
  recorded: Recorded,
  compared: Compared,
): readonly Measure[] =>
  planned.hypothesis.measure === 'loss' ? [lossMeasure(recorded)] : scoreMeasures(planned, compared);

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

/** The last held-out loss of each pre-training. Variants that share theirs are one row, or the noise would seem better known. */
function lossMeasure(recorded: Recorded): Measure {
  const shared = new Map<string, string[]>();
  for (const { name } of recorded.plan.variants) {
    const keys = trialsOf(recorded, name)
      .map((trial) => stageOfTrial(recorded, trial, { yields: 'heldout-loss' })?.key ?? '')
      .join(' ');
    shared.set(keys, [...(shared.get(keys) ?? []), name]);
  }
  const rows = [...shared.values()];
  const runs = rows.map(([name = '']) => lossRuns(recorded, name));
  return {
    column: 'loss',
    unit: 'nats',
    isHigherBetter: false,
    scored: [],
    rows,
    columns: [{ weight: 1, rows: runs }],
  };
}

function lossRuns(recorded: Recorded, variant: string): ReadonlyMap<number, Run> {
  const runs = trialsOf(recorded, variant).flatMap((trial): [number, Run][] => {
    const stage = stageOfTrial(recorded, trial, { yields: 'heldout-loss' });
    const losses = (recorded.metrics.get(stage?.key ?? '') ?? []).filter(
      ({ name, split }) => name === 'loss' && split === 'heldout',
    );
    const [first, ...others] = losses;
    if (first === undefined) return [];
    const last = others.reduce((latest, one) => (one.step > latest.step ? one : latest), first);
    return [[trial.seed, { value: last.value, examples: null }]];
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

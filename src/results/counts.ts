/** What was run, what failed, and where. */
import type { Trial } from '../plan/plan.js';
import type { StageRecord } from '../store/store.js';
import { isDone } from './recorded.js';
import type { Recorded } from './recorded.js';

export interface RunCounts {
  readonly trials: StateCounts;
  readonly stages: StateCounts;
  /** Of the stages that are done, summed. */
  readonly seconds: number;
  /** Examples whose inputs were cut to the context, of how many: of the stages that report cuts. */
  readonly truncated: { readonly cut: number; readonly examples: number };
  /** Rows of the data that readers rejected, and rows without a label, summed over stages. */
  readonly rejected: number;
  readonly unlabelled: number;
}

/** A trial is done when all its stages are, failed when one of them is, else diverged when one of them is. */
export interface StateCounts {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly diverged: number;
  readonly missing: number;
}

export interface Failure {
  readonly label: string;
  readonly key: string;
  /** Null: no reason was recorded. */
  readonly error: string | null;
  /** Trials that lack their result for it. */
  readonly trials: readonly Pick<Trial, 'variant' | 'seed'>[];
}

/** A training that stopped because its loss or gradient was not finite. */
export interface DivergedStage {
  readonly label: string;
  readonly step: number;
}

type State = StageRecord['status'] | 'missing';

export function stateCounts(states: readonly State[]): StateCounts {
  const count = (state: State): number => states.filter((one) => one === state).length;
  return {
    total: states.length,
    done: count('done'),
    failed: count('failed'),
    diverged: count('diverged'),
    missing: count('missing'),
  };
}

export const stageState = ({ records }: Recorded, key: string): State =>
  records.get(key)?.status ?? 'missing';

function trialState(recorded: Recorded, { stages }: Trial): State {
  const states = stages.map((key) => stageState(recorded, key));
  const worst = (['failed', 'diverged', 'missing'] as const).find((state) => states.includes(state));
  return worst ?? 'done';
}

export function runCounts(recorded: Recorded): RunCounts {
  const { plan, records } = recorded;
  const done = [...records.values()].filter(({ key }) => isDone(recorded, key));
  const cut = done.filter(({ facts }) => facts.truncatedExamples !== undefined);
  return {
    trials: stateCounts(plan.trials.map((trial) => trialState(recorded, trial))),
    stages: stateCounts(plan.stages.map(({ key }) => stageState(recorded, key))),
    seconds: done.reduce((sum, { seconds }) => sum + seconds, 0),
    truncated: {
      cut: sumOf(cut, ({ truncatedExamples }) => truncatedExamples ?? 0),
      examples: sumOf(cut, ({ examples }) => totalOf(examples)),
    },
    rejected: sumOf(done, ({ rejected }) => totalOf(rejected)),
    unlabelled: sumOf(done, ({ unlabelled }) => totalOf(unlabelled)),
  };
}

const totalOf = (bySplit: Readonly<Record<string, number>> | undefined): number =>
  Object.values(bySplit ?? {}).reduce((sum, count) => sum + count, 0);

const sumOf = (records: readonly StageRecord[], of: (facts: StageRecord['facts']) => number): number =>
  records.reduce((sum, { facts }) => sum + of(facts), 0);

/** Stages that failed or diverged, in the plan's order. */
export function failuresOf({ plan, records }: Recorded): readonly Failure[] {
  return plan.stages.flatMap(({ key, label }) => {
    const record = records.get(key);
    if (record === undefined || record.status === 'done') return [];
    const trials = plan.trials
      .filter(({ stages }) => stages.includes(key))
      .map(({ variant, seed }) => ({ variant, seed }));
    return [{ key, label, error: record.error, trials }];
  });
}

/** In the plan's order. */
export const divergencesOf = ({ plan, records }: Recorded): readonly DivergedStage[] =>
  plan.stages.flatMap(({ key, label }) => {
    const divergence = records.get(key)?.facts.divergence;
    return divergence === undefined ? [] : [{ label, step: divergence.step }];
  });

/** What results cost: by variant, and by kind of stage, estimated and measured. */
import type { Trial } from '../plan/plan.js';
import { STAGE_KINDS } from '../stages/index.js';
import type { StageKind } from '../stages/index.js';
import { mean } from '../statistics/moments.js';
import { stageState, stateCounts } from './counts.js';
import type { StateCounts } from './counts.js';
import { meanOfCells } from './mean-cell.js';
import { isDone, trialsOf } from './recorded.js';
import type { Recorded } from './recorded.js';
import type { Cell, ScoreTable } from './scores.js';

export interface CostPoint {
  readonly variant: string;
  /** Mean over the tasks, a task's columns counting as one, seed by seed; absent where a task is. */
  readonly score: Cell;
  /** Means per trial, over its stages: what one would pay for it alone. Null where a stage is not done. */
  readonly seconds: number | null;
  /** Of its trainings and evaluations, by formula. */
  readonly flops: number | null;
}

export interface StageCost {
  readonly kind: StageKind;
  readonly counts: StateCounts;
  /** Of the stages that are done. Null where none is. */
  readonly seconds: number | null;
  /** Estimated for the same stages before they ran. */
  readonly estimatedSeconds: number | null;
  /** Of the same, by formula. */
  readonly flops: number | null;
  /** Measured by estimated seconds. */
  readonly ratio: number | null;
}

/** One point per variant. */
export function costPoints(recorded: Recorded, { rows, columns }: ScoreTable): readonly CostPoint[] {
  const secondsOf = (key: string): number => recorded.records.get(key)?.seconds ?? NaN;
  const flopsOf = (key: string): number => recorded.stages.get(key)?.estimate.flops ?? NaN;
  return rows
    .filter(({ role }) => role === 'variant')
    .map((row) => {
      const trials = trialsOf(recorded, row.label);
      return {
        variant: row.label,
        score: meanOfCells(row.cells, columns),
        seconds: perTrial(recorded, trials, secondsOf),
        flops: perTrial(recorded, trials, flopsOf),
      };
    });
}

/** Mean over the trials of which all stages are done; null where there is none. */
function perTrial(
  recorded: Recorded,
  trials: readonly Trial[],
  costOf: (key: string) => number,
): number | null {
  const complete = trials.filter(({ stages }) => stages.every((key) => isDone(recorded, key)));
  if (complete.length === 0) return null;
  return mean(complete.map(({ stages }) => stages.reduce((sum, key) => sum + costOf(key), 0)));
}

/** By kind, in the order of the flow; kinds that the plan lacks are left out. */
export const stageCosts = (recorded: Recorded): readonly StageCost[] =>
  STAGE_KINDS.flatMap((kind) => stageCost(recorded, kind) ?? []);

function stageCost(recorded: Recorded, kind: StageKind): StageCost | null {
  const stages = recorded.plan.stages.filter(({ spec }) => spec.kind === kind);
  if (stages.length === 0) return null;
  const done = stages.filter(({ key }) => isDone(recorded, key));
  const seconds = sumOf(done.map(({ key }) => recorded.records.get(key)?.seconds ?? 0));
  // As estimated when the stage ran: a later plan knows this machine's rate better.
  const estimates = done.map(({ key, estimate }) => recorded.records.get(key)?.estimate ?? estimate);
  const estimatedSeconds = sumOf(estimates.map((estimate) => estimate.seconds));
  const isKnown = seconds !== null && estimatedSeconds !== null && estimatedSeconds !== 0;
  return {
    kind,
    counts: stateCounts(stages.map(({ key }) => stageState(recorded, key))),
    seconds,
    estimatedSeconds,
    flops: sumOf(estimates.map((estimate) => estimate.flops)),
    ratio: isKnown ? seconds / estimatedSeconds : null,
  };
}

const sumOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);

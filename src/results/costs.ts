/** What results cost: by variant, and by kind of stage, foreseen and measured. */
import type { Trial } from '../plan/plan.js';
import type { StageKind } from '../stages/index.js';
import { mean } from '../statistics/moments.js';
import { meanScores } from './ablations.js';
import { DIVERGED } from '../report/words/notes.js';
import { bySeed, emptyCell, meanCell } from './scores.js';
import type { Cell, CostPoint, MainTable, StageCost, StateCounts, TableRow } from '../report/model.js';
import { isDone, stagesOf, trialsOf } from './recorded.js';
import type { Recorded } from './recorded.js';

/** One point a variant. */
export function costPoints(recorded: Recorded, table: MainTable): readonly CostPoint[] {
  return table.rows
    .filter(({ role }) => role === 'variant')
    .map((row) => {
      const trials = trialsOf(recorded, row.label);
      const secondsOf = (key: string): number => recorded.records.get(key)?.seconds ?? NaN;
      const flopsOf = (key: string): number => recorded.stages.get(key)?.estimate.flops ?? NaN;
      return {
        variant: row.label,
        score: scoreOf(row, table),
        seconds: perTrial(recorded, trials, secondsOf),
        flops: perTrial(recorded, trials, flopsOf),
      };
    });
}

function scoreOf({ cells }: TableRow, { columns }: MainTable): Cell {
  const scores = meanScores(cells.map(bySeed), columns);
  const isDiverged = cells.some(({ diverged }) => diverged.length > 0);
  if (scores.size === 0) return emptyCell(isDiverged ? DIVERGED : 'a task is missing');
  const runs = [...scores].map(([seed, value]) => ({ seed, value, stage: null }));
  return meanCell(runs, null);
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

const KINDS: readonly StageKind[] = ['tokenize', 'pretrain', 'finetune', 'evaluate', 'overlap', 'baseline'];

/** By kind, in the order of the flow. */
export function stageCosts(recorded: Recorded): readonly StageCost[] {
  return KINDS.flatMap((kind) => {
    const stages = stagesOf(recorded, kind);
    if (stages.length === 0) return [];
    const done = stages.filter(({ key }) => isDone(recorded, key));
    const seconds = sumOf(done.map(({ key }) => recorded.records.get(key)?.seconds ?? 0));
    // As foreseen when the stage ran: a later plan knows this machine's rate better.
    const foreseen = done.map(({ key, estimate }) => recorded.records.get(key)?.estimate ?? estimate);
    const estimatedSeconds = sumOf(foreseen.map((estimate) => estimate.seconds));
    return [
      {
        kind,
        counts: stateCounts(
          recorded,
          stages.map(({ key }) => key),
        ),
        seconds,
        estimatedSeconds,
        flops: sumOf(foreseen.map((estimate) => estimate.flops)),
        ratio:
          seconds === null || estimatedSeconds === null || estimatedSeconds === 0
            ? null
            : seconds / estimatedSeconds,
      },
    ];
  });
}

const sumOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);

/** How many of these stages are in which state. */
export function stateCounts({ records }: Recorded, keys: readonly string[]): StateCounts {
  const count = (status: string): number => keys.filter((key) => records.get(key)?.status === status).length;
  const done = count('done');
  const failed = count('failed');
  const diverged = count('diverged');
  return { total: keys.length, done, failed, diverged, missing: keys.length - done - failed - diverged };
}

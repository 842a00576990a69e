/** Results beside a lock file: each of its cells, and what is here and not in it. */
import { ENGINE_NAMES, ENGINES } from '../engines/index.js';
import type { Recorded } from '../results/recorded.js';
import { bitDifferences } from './by-bits.js';
import { judgedByInterval } from './by-interval.js';
import type { LockedCell, LockedRow, LockFile } from './lockfile.js';
import { matchOf } from './match.js';
import type { Match } from './match.js';
import { lineages } from './lineages.js';
import { scoredRows } from './scored.js';
import type { ScoredRow } from './scored.js';
import type { CellVerdict, Judgement } from './verdict.js';

export interface Judged {
  /** In the order of the lock file. */
  readonly cells: readonly CellVerdict[];
  /** Rows and columns that the lock file lacks. */
  readonly unknown: readonly string[];
}

interface Entry {
  readonly row: LockedRow;
  readonly cell: LockedCell;
  readonly match: Match;
}

/** `recorded`: the plan as it stands now, and what is stored of it. */
export function judge(lock: LockFile, recorded: Recorded, numericsVersion: string): Judged {
  const here = scoredRows(recorded);
  const sides = { lock, here, lineageOf: lineages(recorded, numericsVersion) };
  const entries = lock.rows.flatMap((row) =>
    row.cells.map((cell) => ({ row, cell, match: bitwise(matchOf(row, cell, sides), lock, recorded) })),
  );
  const pairs = entries.flatMap(({ match }) => ('pair' in match ? [match.pair] : []));
  const byInterval = [...judgedByInterval(pairs)];
  const cells = entries.map((entry) =>
    named(entry, 'pair' in entry.match ? byInterval.shift()! : entry.match, here),
  );
  return { cells, unknown: unknownIn(lock, here) };
}

/** Where an engine promises no bits, what is not the same to the bit is judged by interval. */
const promisesBits = (engine: string): boolean =>
  ENGINE_NAMES.some((name) => name === engine && ENGINES[name].promisesBits);

function bitwise(match: Match, lock: LockFile, recorded: Recorded): Match {
  if (!('pair' in match) || match.by === 'interval') return match;
  const differences = bitDifferences(match.pair, lock, recorded);
  if (differences.length === 0) return { verdict: 'PASS', by: 'bits', reason: null };
  const isPromised = match.pair.role === 'baseline' || promisesBits(lock.engine);
  return isPromised ? { verdict: 'FAIL', by: 'bits', reason: differences.join('; ') } : match;
}

function named({ row, cell }: Entry, judgement: Judgement, here: readonly ScoredRow[]): CellVerdict {
  const { verdict, by, reason, difference = null } = judgement;
  const found = here
    .find((one) => one.row === row.row && one.role === row.role)
    ?.cells.find(({ column }) => column.label === cell.column);
  return {
    row: row.row,
    column: cell.column,
    verdict,
    by,
    reason,
    difference,
    expected: cell.mean,
    found: found?.cell.mean ?? null,
  };
}

function unknownIn({ rows }: LockFile, here: readonly ScoredRow[]): readonly string[] {
  const known = new Set(rows.map(({ row }) => row));
  const columns = new Set(rows.flatMap(({ cells }) => cells.map(({ column }) => column)));
  const others = here[0]?.cells.map(({ column }) => column.label) ?? [];
  return [
    ...here.map(({ row }) => row).filter((row) => !known.has(row)),
    ...others.filter((column) => !columns.has(column)),
  ];
}

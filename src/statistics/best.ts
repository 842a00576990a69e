/** Which of several is best, beyond the noise. */
import { comparePair } from './comparison.js';
import type { Column, Runs } from './runs.js';
import { holmOfPresent, SIGNIFICANCE } from './holm.js';
import { mean } from './moments.js';

/**
 * For each column the row that is best, or null. The highest mean is best where it differs from every other row that has
 * runs: its p is the largest of these (an intersection-union test: R. L. Berger, Technometrics 24 (1982), 295-300),
 * corrected by Holm for the number of columns, and must be below 0.05. Nothing is marked with one seed or with one row.
 */
export function bestRows(columns: readonly Column[]): (number | null)[] {
  const leaders = columns.map(leaderOf);
  const adjusted = holmOfPresent(leaders.map(({ p }) => p));
  return leaders.map(({ row }, index) => ((adjusted[index] ?? 1) < SIGNIFICANCE ? row : null));
}

interface Leader {
  readonly row: number | null;
  /** Largest p against the other rows; null where one of them cannot be tested over seeds. */
  readonly p: number | null;
}

function leaderOf(column: Column): Leader {
  const present = column.flatMap((runs, row) => (runs.size === 0 ? [] : [{ row, mean: meanOf(runs) }]));
  if (present.length < 2) return { row: null, p: null };
  const leader = present.reduce((best, one) => (one.mean > best.mean ? one : best));
  const ps = present.filter(({ row }) => row !== leader.row).map(({ row }) => seedP(column, row, leader.row));
  const known = ps.filter((p) => p !== null);
  return { row: leader.row, p: known.length === ps.length ? Math.max(...known) : null };
}

function seedP(column: Column, from: number, to: number): number | null {
  const { test, p } = comparePair(column, from, to);
  return test === 'seeds' ? p : null;
}

const meanOf = (runs: Runs): number => mean([...runs.values()].map(({ value }) => value));

/** Which of several is best, beyond the noise. */
import { holm, pairedDifference } from './differences.js';
import type { BySeed } from './differences.js';
import { mean } from './moments.js';

/** Accepted probability of a false mark in the whole table. */
export const SIGNIFICANCE = 0.05;

/**
 * For each column (one set of runs a row), the row that is best, or null. The highest mean of a column is best where it
 * differs from every other row that has runs, each by a paired t-test over seeds: its p is the largest of these (an
 * intersection-union test: R. L. Berger, Technometrics 24 (1982), 295-300), corrected by Holm for the number of columns,
 * and must be below 0.05. So nothing is marked with one seed, with one row, or where a seed gives no pairs.
 */
export function bestRows(columns: readonly (readonly BySeed[])[]): (number | null)[] {
  const leaders = columns.map(leaderOf);
  const tested = leaders.flatMap((leader) => (leader.p === null ? [] : [leader.p]));
  const adjusted = holm(tested);
  let next = 0;
  return leaders.map(({ row, p }) => (p !== null && adjusted[next++] < SIGNIFICANCE ? row : null));
}

interface Leader {
  readonly row: number | null;
  /** Largest p against the other rows; null where one of them cannot be tested. */
  readonly p: number | null;
}

function leaderOf(rows: readonly BySeed[]): Leader {
  const present = rows.flatMap((runs, row) => (runs.size === 0 ? [] : [{ row, runs, mean: meanOf(runs) }]));
  if (present.length < 2) return { row: null, p: null };
  const leader = present.reduce((best, one) => (one.mean > best.mean ? one : best));
  const ps = present
    .filter(({ row }) => row !== leader.row)
    .map(({ runs }) => pairedDifference(runs, leader.runs).p);
  const known = ps.filter((p) => p !== null);
  return { row: leader.row, p: known.length === ps.length ? Math.max(...known) : null };
}

const meanOf = (runs: BySeed): number => mean([...runs.values()]);

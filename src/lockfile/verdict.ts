/** What the comparison with a lock file says of a cell. */
import type { Interval } from '../results/intervals.js';

export type Verdict = 'PASS' | 'FAIL' | 'INCONCLUSIVE';

export interface CellVerdict {
  readonly row: string;
  /** E.g. "MNLI-m". */
  readonly column: string;
  readonly verdict: Verdict;
  /** By what it was judged; null: it could not be. `predictions`: other numerics, and every prediction the same. */
  readonly by: 'bits' | 'predictions' | 'interval' | null;
  /** A sentence without its full stop; null where nothing needs to be said. */
  readonly reason: string | null;
  /** Mean in the lock file, and here: shares of 1. */
  readonly expected: number | null;
  readonly found: number | null;
  /** Found minus expected; null where bits were compared, or nothing was. */
  readonly difference: Difference | null;
}

export interface Difference {
  readonly mean: number;
  /** 95 %; null where nothing tells the noise. */
  readonly interval: Pick<Interval, 'low' | 'high'> | null;
  /** Examples of all seeds whose prediction is the same, of how many. */
  readonly agreeing: number;
  readonly examples: number;
  /** After Holm's correction for all cells judged by interval; null where there is no test over seeds. */
  readonly p: number | null;
}

/** What judges a cell, less its name. */
export type Judgement = Pick<CellVerdict, 'verdict' | 'by' | 'reason'> & { readonly difference?: Difference };

export const inconclusive = (reason: string): Judgement => ({ verdict: 'INCONCLUSIVE', by: null, reason });

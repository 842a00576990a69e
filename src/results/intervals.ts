/** Intervals as results carry them. */
import type { Bounds } from '../statistics/intervals.js';

/**
 * A 95 % confidence interval. `seeds`: Student's t over the runs of two seeds or more; of a difference, with what the
 * examples add (statistics/comparison.ts). `examples`: over the evaluated examples, not centred on the mean.
 */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** (high − low) / 2. */
  readonly halfWidth: number;
  readonly over: 'seeds' | 'examples';
}

/** Shares closer than this are equal. */
const ROUNDING = 1e-12;

/** Whether nothing tells its width: all seeds gave one score, or all resamples of the examples. */
export const isIdentical = (interval: Interval | null): boolean =>
  interval !== null && interval.halfWidth < ROUNDING;

export function intervalOf(bounds: Bounds | null, over: Interval['over']): Interval | null {
  return bounds === null ? null : { ...bounds, halfWidth: (bounds.high - bounds.low) / 2, over };
}

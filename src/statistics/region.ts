/** Whether a difference lies in a region that a hypothesis names: better, not much worse, or as good as equal. */
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import type { Comparison } from './comparison.js';
import { degreesOfFreedom, standardError } from './noise.js';

/** Open interval of differences; null: no bound on this side. At least one is given. */
export interface Region {
  readonly low: number | null;
  readonly high: number | null;
}

/** p values; each is small where the data speak for what it is named after. */
export interface RegionTest {
  /** That the difference lies in the region. */
  readonly inside: number;
  /** That it lies beyond the region's bounds. */
  readonly outside: number;
}

/**
 * One bound: the two-sided test at it, so that at 5 % either side needs the 95 % interval clear of the bound (for a bound
 * below 0 this is the test of non-inferiority, ICH E9 (1998), 3.3.2). Two bounds: inside by two one-sided tests, each at
 * 5 %, which is the 90 % interval within the bounds (D. J. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15
 * (1987), 657-680); outside by the smaller of the two, doubled. Null where nothing tells the noise of seeds: a single seed
 * says nothing of others.
 */
export function testRegion(comparison: Comparison, { low, high }: Region): RegionTest | null {
  const { mean, noise, interval, test } = comparison;
  if (mean === null || noise === null || interval === null || test !== 'seeds') return null;
  const error = standardError(noise);
  const df = degreesOfFreedom(noise);
  /** One-sided p that the difference is above a bound, and that it is below. */
  const above = (bound: number): number => tCdf(-(mean - bound) / error, df);
  const below = (bound: number): number => tCdf((mean - bound) / error, df);
  if (low !== null && high !== null)
    return {
      inside: Math.max(above(low), below(high)),
      outside: doubled(Math.min(below(low), above(high))),
    };
  if (low !== null) return { inside: doubled(above(low)), outside: doubled(below(low)) };
  if (high !== null) return { inside: doubled(below(high)), outside: doubled(above(high)) };
  throw new Error('A region has at least one bound.');
}

const doubled = (p: number): number => Math.min(1, 2 * p);

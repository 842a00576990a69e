/** Confidence intervals at 95 %: of a mean over runs, and of a share over examples. */
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { mean, sampleDeviation } from './moments.js';

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Half of what 95 % leaves out, at the upper end. */
export const UPPER = 0.975;

/** The standard normal distribution's quantile at 0.975. */
export const NORMAL = 1.959963984540054;

/**
 * Interval of the mean of n ≥ 2 values: mean ± t(0.975, n − 1) · s / √n; null below two values. It supposes values from
 * one normal distribution. Source: "Student" (Gosset), The probable error of a mean, Biometrika 6 (1908), 1-25.
 */
export function tInterval(values: readonly number[]): Bounds | null {
  const deviation = sampleDeviation(values);
  if (deviation === null) return null;
  const n = values.length;
  const centre = mean(values);
  const half = (tQuantile(UPPER, n - 1) * deviation) / Math.sqrt(n);
  return { low: centre - half, high: centre + half };
}

/**
 * Score interval of a share, `successes` of `trials`; null of none. It stays within 0 and 1 and is not centred on the
 * share. Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927),
 * 209-212, without continuity correction.
 */
export function wilsonInterval(successes: number, trials: number): Bounds | null {
  if (trials === 0) return null;
  const share = successes / trials;
  const z2 = NORMAL * NORMAL;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const spread = Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  const half = (NORMAL * spread) / (1 + z2 / trials);
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === trials ? 1 : Math.min(1, centre + half),
  };
}

/** Differences between two sets of runs, paired by seed, and correction for many of them. */
import ttest from '@stdlib/stats-ttest';
import { tInterval } from './intervals.js';
import type { Bounds } from './intervals.js';
import { mean, sampleDeviation } from './moments.js';

/** Value by seed. */
export type BySeed = ReadonlyMap<number, number>;

export interface PairedDifference {
  /** Seeds that both have. */
  readonly n: number;
  /** Mean of b − a over them; null without any. */
  readonly mean: number | null;
  /** 95 % t interval of that mean; null below two seeds. */
  readonly interval: Bounds | null;
  /**
   * Two-sided p of the paired t-test; null below two seeds, and where all differences are equal and not 0: without any
   * spread there is no estimate of the noise.
   */
  readonly p: number | null;
}

/**
 * b − a, seed by seed: what two runs with one seed share (data order, initial weights) cancels. Source of interval and
 * test: "Student" 1908, section on paired differences; the p value is @stdlib/stats-ttest's.
 */
export function pairedDifference(a: BySeed, b: BySeed): PairedDifference {
  const seeds = [...a.keys()].filter((seed) => b.has(seed)).sort((x, y) => x - y);
  return differenceOf(seeds.map((seed) => (b.get(seed) ?? NaN) - (a.get(seed) ?? NaN)));
}

/** The same of differences that are already taken, one a seed. */
export function differenceOf(differences: readonly number[]): PairedDifference {
  return {
    n: differences.length,
    mean: differences.length === 0 ? null : mean(differences),
    interval: tInterval(differences),
    p: pValue(differences),
  };
}

/** Differences closer than this are equal: they come from subtracting shares in floating point. */
const ROUNDING = 1e-12;

function pValue(differences: readonly number[]): number | null {
  const deviation = sampleDeviation(differences);
  if (deviation === null) return null;
  if (deviation < ROUNDING) return Math.abs(mean(differences)) < ROUNDING ? 1 : null;
  return ttest([...differences]).pValue;
}

/**
 * p values corrected for how many there are, in the order given: whoever rejects those below α is wrong about any with
 * probability at most α. Source: S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal
 * of Statistics 6 (1979), 65-70.
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((i, j) => values[i] - values[j] || i - j);
  const adjusted = new Array<number>(values.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (values.length - rank) * values[index]));
    adjusted[index] = largest;
  });
  return adjusted;
}

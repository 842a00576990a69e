/** How large a difference is, which one could have been seen, and what it would take to see a smaller one. */
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Comparison } from './comparison.js';
import { degreesOfFreedom, standardError } from './noise.js';
import type { Noise } from './noise.js';

/** Chance of seeing a difference that is there, for what could have been seen. */
export const POWER = 0.8;

/** What "resolved" means for `seedsToResolve` in the report: half a percentage point. */
const RESOLUTION = 0.005;

/** Cohen's h of two shares: 2·asin √b − 2·asin √a. Source: J. Cohen, Statistical Power Analysis, 2nd edition (1988), 6.2. */
export const cohensH = (a: number, b: number): number =>
  2 * Math.asin(Math.sqrt(b)) - 2 * Math.asin(Math.sqrt(a));

/**
 * Difference in deviations of one seed's difference, with the correction for few seeds 1 − 3 / (4·df − 1); null where there
 * is no deviation. Source: L. V. Hedges, Distribution theory for Glass's estimator of effect size and related estimators,
 * Journal of Educational Statistics 6 (1981), 107-128.
 */
export function standardizedEffect({ mean, noise }: Comparison): number | null {
  if (mean === null || noise?.deviation === null || noise?.deviation === undefined) return null;
  return noise.deviation === 0 ? null : (mean / noise.deviation) * (1 - 3 / (4 * noise.seedDf - 1));
}

/**
 * The difference that this comparison would have found at 5 %, before any correction, with a chance of 80 %. Source: H. S.
 * Bloom, Minimum detectable effects, Evaluation Review 19 (1995), 547-556. Null where nothing tells the noise.
 */
export function detectableDifference({ noise }: Comparison): number | null {
  return noise === null || standardError(noise) === 0 ? null : detectable(noise);
}

function detectable(noise: Noise): number {
  const df = degreesOfFreedom(noise);
  return (tQuantile(0.975, df) + tQuantile(POWER, df)) * standardError(noise);
}

/** More would be as good as never. */
const MOST_SEEDS = 10_000;

/**
 * How many more seeds would find a difference of this size with a chance of 80 %, if seeds vary as these do; 0: these do;
 * null: nothing tells, or the examples' own noise, which no seed lowers, hides it. The degrees of freedom grow as n − 1.
 */
export function seedsToResolve({ n, noise }: Comparison, difference = RESOLUTION): number | null {
  if (noise === null || noise.deviation === null || noise.deviation === 0) return null;
  const { deviation, seedDf } = noise;
  const isFound = (seeds: number): boolean => {
    const ofSeeds = { seeds: deviation ** 2 / seeds, seedDf: (seedDf * (seeds - 1)) / (n - 1) };
    return detectable({ ...noise, ...ofSeeds }) <= difference;
  };
  const enough = fewestSeeds(n, isFound);
  return enough === null ? null : enough - n;
}

/** The fewest seeds, `least` or more, that do, where more always do if fewer did; null: no number does. */
export function fewestSeeds(least: number, isEnough: (seeds: number) => boolean): number | null {
  if (!isEnough(MOST_SEEDS)) return null;
  let [few, many] = [least - 1, MOST_SEEDS];
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (isEnough(middle)) many = middle;
    else few = middle;
  }
  return many;
}

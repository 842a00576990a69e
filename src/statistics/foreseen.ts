/** What a comparison will be able to tell, foreseen before it is made: by its seeds, its examples and its correction. */
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { fewestSeeds, POWER } from './effects.js';
import { SIGNIFICANCE } from './holm.js';

/**
 * Share of examples that one of two runs of a seed answers rightly and the other does not: assumed. Runs of small models
 * were measured to differ on 0 to 49 % of them, mostly on other ones with each seed (docs/decisions/0012-hypotheses.md).
 */
export const DISCORDANCE = 0.1;

/** A comparison to come of two seeds or more. */
export interface Design {
  readonly seeds: number;
  /** That Holm corrects together. */
  readonly tests: number;
  /** Of the region in which the difference is to lie (region.ts). */
  readonly bounds: 1 | 2;
  /** Degrees of freedom that each seed but one adds: 1 by the variants compared alone, more where others are pooled. */
  readonly freedom: number;
}

/** Examples whose share of right answers counts with a weight. */
export interface Judged {
  readonly weight: number;
  readonly examples: number;
}

/** Deviation of the difference from seed to seed that the examples alone make, though no seed were better than another. */
export const leastSpread = (columns: readonly Judged[]): number =>
  Math.sqrt(
    columns.reduce(
      (sum, { weight, examples }) => sum + (weight ** 2 * DISCORDANCE) / Math.max(1, examples),
      0,
    ),
  );

/**
 * How far within its bounds a difference must lie, in deviations between seeds, to be found with a chance of 80 % (Bloom
 * 1995, see effects.ts; of two bounds, a difference of 0). By Holm's strictest step, which what the other tests show cannot
 * make stricter.
 */
export function reach({ seeds, tests, bounds, freedom }: Design): number {
  const df = freedom * (seeds - 1);
  const power = bounds === 2 ? (1 + POWER) / 2 : POWER;
  return (tQuantile(1 - tailOf(bounds) / tests, df) + tQuantile(power, df)) / Math.sqrt(seeds);
}

/** Least half width of the interval that must lie within the bounds: no correction, and a spread that is known. */
export const leastReach = ({ seeds, bounds }: Pick<Design, 'seeds' | 'bounds'>): number =>
  tQuantile(1 - tailOf(bounds), KNOWN) / Math.sqrt(seeds);

/** Degrees of freedom that make Student's distribution the normal one. */
const KNOWN = 1e6;

/** At one bound the test is two-sided. */
const tailOf = (bounds: Design['bounds']): number => (bounds === 2 ? SIGNIFICANCE : SIGNIFICANCE / 2);

/** How many seeds find what lies `room` within the bounds where seeds differ by this deviation; null: no number does. */
export const seedsFor = (design: Design, room: number, spread: number): number | null =>
  fewestSeeds(2, (seeds) => reach({ ...design, seeds }) * spread <= room);

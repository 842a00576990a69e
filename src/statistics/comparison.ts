/**
 * Comparisons of rows of a table: seeds are blocks, which rows share (data order, initial weights), and examples are pairs,
 * which every run is judged on. Chosen by simulation (`make check-statistics`) for tables of three to five seeds.
 */
import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Bounds } from './intervals.js';
import { mean } from './moments.js';
import { degreesOfFreedom, exampleNoise, examplesNoise, seedNoise, standardError } from './noise.js';
import type { Noise } from './noise.js';
import type { Column, Columns } from './runs.js';

export interface Comparison {
  /** Seeds compared. */
  readonly n: number;
  /** Difference of the means over these seeds; null without any. */
  readonly mean: number | null;
  /** 95 % interval of that difference; null where nothing tells the noise. */
  readonly interval: Bounds | null;
  /** Two-sided; null where nothing tells the noise. */
  readonly p: number | null;
  readonly noise: Noise | null;
  readonly test: TestName | null;
}

/** `seeds`: seeds as blocks, and examples as pairs where these are known. The others are of one seed. */
export type TestName = 'seeds' | 'examples' | 'McNemar';

/**
 * The difference Σ weight · row, seed by seed, of the seeds that every row with a weight has. Weights sum to 0: −1 and 1
 * compare two rows. Two seeds or more: t = mean / √(seed noise + example noise), see noise.ts. One seed: the examples
 * alone, which says nothing of other seeds; McNemar's exact test where each pair is won, lost or tied.
 */
export function compare(columns: Columns, weights: readonly number[]): Comparison {
  const seeds = commonSeeds(columns, weights);
  if (seeds.length === 0) return { n: 0, ...UNKNOWN, mean: null };
  const differences = seeds.map((seed) => differenceOf(columns, weights, seed));
  const about = { n: seeds.length, mean: mean(differences) };
  if (seeds.length === 1) return { ...about, ...ofOneSeed(columns, weights, { seed: seeds[0]!, ...about }) };
  const noise = { ...seedNoise(columns, weights, seeds), ...examplesNoise(columns, weights, seeds) };
  return { ...about, noise, test: 'seeds', ...judged(about.mean, noise) };
}

const UNKNOWN = { interval: null, p: null, noise: null, test: null };

/** The comparison of two rows of one column. */
export function comparePair(column: Column, from: number, to: number): Comparison {
  const weights = column.map((_, row) => (row === to ? 1 : 0) - (row === from ? 1 : 0));
  return compare([{ weight: 1, rows: column }], weights);
}

/** Σ of the weighted values of one seed. */
function differenceOf(columns: Columns, weights: readonly number[], seed: number): number {
  const ofColumn = (rows: Column): number =>
    rows.reduce(
      (sum, runs, row) => (weights[row] === 0 ? sum : sum + weights[row]! * (runs.get(seed)?.value ?? NaN)),
      0,
    );
  return columns.reduce((sum, { weight, rows }) => sum + weight * ofColumn(rows), 0);
}

function commonSeeds(columns: Columns, weights: readonly number[]): readonly number[] {
  const rows = columns.flatMap((column) => column.rows.filter((_, row) => weights[row] !== 0));
  const seeds = [...(rows[0]?.keys() ?? [])].filter((seed) => rows.every((runs) => runs.has(seed)));
  return seeds.sort((a, b) => a - b);
}

/** Interval and p of a difference; without any noise there is no estimate of it, unless nothing differs. */
function judged(difference: number, noise: Noise): Pick<Comparison, 'interval' | 'p'> {
  const error = standardError(noise);
  const isBlind = error === 0 || noise.deviation === 0;
  if (isBlind) return { interval: null, p: Math.abs(difference) < ROUNDING ? 1 : null };
  const df = degreesOfFreedom(noise);
  const half = tQuantile(0.975, df) * error;
  return {
    interval: { low: difference - half, high: difference + half },
    p: twoSided(difference / error, df),
  };
}

/** Differences of shares closer than this are equal: they come from subtraction in floating point. */
const ROUNDING = 1e-12;

/** Student's two-sided p. */
export const twoSided = (t: number, df: number): number => 2 * tCdf(-Math.abs(t), df);

/** One column by McNemar where it can be; else by the variance of the differences over examples. */
function ofOneSeed(
  columns: Columns,
  weights: readonly number[],
  about: OneSeed,
): Omit<Comparison, 'n' | 'mean'> {
  const all = columns.map(({ rows }) => exampleNoise(rows, weights, [about.seed]).pairs);
  if (all.some((pairs) => pairs.length < 2)) return UNKNOWN;
  const noise = { ...examplesNoise(columns, weights, [about.seed]), seeds: 0, seedDf: 0, deviation: null };
  const { interval, p } = judged(about.mean, noise);
  const isWonOrLost = all.length === 1 && all[0]!.every((pair) => pair === 0 || Math.abs(pair) === 1);
  return isWonOrLost
    ? { interval, noise, test: 'McNemar', p: mcnemar(all[0]!) }
    : { interval, noise, test: 'examples', p };
}

interface OneSeed {
  readonly seed: number;
  readonly mean: number;
}

/**
 * Exact two-sided p that wins and losses (1 and −1 among the pairs) are equally likely. Source: Q. McNemar, Note on the
 * sampling error of the difference between correlated proportions or percentages, Psychometrika 12 (1947), 153-157, with
 * the binomial distribution itself.
 */
export function mcnemar(pairs: readonly number[]): number {
  const wins = pairs.filter((pair) => pair > 0).length;
  const losses = pairs.filter((pair) => pair < 0).length;
  return Math.min(1, 2 * binomialCdf(Math.min(wins, losses), wins + losses, 0.5));
}

/** What a run shows that learned nothing: one answer to all, a score that is chance's, a loss that does not fall. */
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import { comparePair } from './comparison.js';
import type { Comparison } from './comparison.js';
import { partsOf } from './examples.js';
import { METRICS } from './metrics.js';
import type { MetricName, Outcome } from './metrics.js';
import { mean } from './moments.js';
import type { Run } from './runs.js';
import { examplesByText } from './texts.js';
import type { Texts } from './texts.js';

/**
 * From this share on, values are all but one: a run that answers otherwise on fewer than one example in a hundred has no
 * use for a second answer, and those few are as many as odd inputs make.
 */
export const ALMOST_ALL = 0.99;

/** Share of the commonest of several values; of none 0. Numbers are alike to the bit. */
export function commonestShare(values: readonly number[]): number {
  return values.length === 0 ? 0 : (countsOf(values)[0]?.[1] ?? 0) / values.length;
}

/** The commonest first. */
function countsOf(values: readonly number[]): readonly (readonly [value: number, count: number])[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/**
 * A run's score less that of answers which do not look at the example, on the same examples (`blind` of the metric): with
 * the interval over the examples that comparisons of one seed have. Null where the score is not defined.
 */
export function aboveChance(
  outcomes: readonly Outcome[],
  metric: MetricName,
  texts: Texts,
): Comparison | null {
  const { blind } = METRICS[metric];
  const run = runOf(outcomes, blind === 'majority' ? 'accuracy' : blind, texts);
  const chance = blind === 'majority' ? majorityOf(outcomes, texts) : uncorrelated(texts);
  if (run === null || chance === null) return null;
  return comparePair(
    [chance, run].map((one) => new Map([[0, one]])),
    0,
    1,
  );
}

function runOf(outcomes: readonly Outcome[], metric: MetricName, texts: Texts): Run | null {
  const value = METRICS[metric].of(outcomes);
  return value === null ? null : { value, examples: partsOf(outcomes, metric, texts) };
}

/** The best that one class for all can do on these examples. */
function majorityOf(outcomes: readonly Outcome[], texts: Texts): Run | null {
  const commonest = countsOf(outcomes.map(({ label }) => label))[0]?.[0];
  if (commonest === undefined) return null;
  return runOf(
    outcomes.map(({ label }) => ({ label, predicted: commonest })),
    'accuracy',
    texts,
  );
}

const uncorrelated = (texts: Texts): Run => ({ value: 0, examples: examplesByText(texts).map(() => 0) });

/** A value of a training after so many steps. */
export interface StepValue {
  readonly step: number;
  readonly value: number;
}

/** Fewer values tell no slope from noise. */
const LEAST_VALUES = 10;

/**
 * One-sided p that values fall: of the least-squares slope over the logarithm of the step, along which losses of trainings
 * fall about evenly, so that a fall in the first few steps counts like a slow one. Null: too few values to tell.
 */
export function fallP(values: readonly StepValue[]): number | null {
  if (values.length < LEAST_VALUES) return null;
  const x = values.map(({ step }) => Math.log(step));
  const y = values.map(({ value }) => value);
  const [xx, xy, yy] = [products(x, x), products(x, y), products(y, y)];
  const slope = xy / xx;
  const df = values.length - 2;
  const error = Math.sqrt(Math.max(0, yy - slope * xy) / df / xx);
  if (error === 0) return slope < 0 ? 0 : 1;
  return tCdf(slope / error, df);
}

/** Sum of products about the means. */
function products(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  return a.reduce((sum, value, i) => sum + (value - meanA) * (b[i]! - meanB), 0);
}

/**
 * Correlations of many subsets of the same examples, quicker than one by one: of resamples, and of all examples but one.
 * Sums of ranks are multiples of ¼ and exact; so no order of summation shows in Spearman's.
 */
import type { Outcome } from './metrics.js';
import { mean } from './moments.js';
import { TierCounts, tierRanks, tiersOf } from './ranks.js';
import type { Tiers } from './ranks.js';

/** Of examples given by their indices; null: not defined on them. */
export type OfDrawn = (drawn: readonly number[]) => number | null;

/** Below this share of the whole, a sum of squares is what rounding left of 0. */
const ROUNDING = 1e-12;

/** Pearson's correlation of drawn examples, from sums about the means of all. */
export function drawnPearson(outcomes: readonly Outcome[]): OfDrawn {
  const { x, y } = centred(outcomes);
  const [leastX, leastY] = [ROUNDING * dot(x, x), ROUNDING * dot(y, y)];
  return (drawn) => {
    const n = drawn.length;
    let [sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0];
    for (const index of drawn) {
      const [a, b] = [x[index]!, y[index]!];
      sx += a;
      sy += b;
      sxx += a * a;
      syy += b * b;
      sxy += a * b;
    }
    const [varX, varY] = [sxx - (sx * sx) / n, syy - (sy * sy) / n];
    return varX <= leastX || varY <= leastY ? null : bounded(sxy - (sx * sy) / n, varX, varY);
  };
}

/** Spearman's correlation of drawn examples: values are put in order once, and a draw is counted. */
export function drawnSpearman(outcomes: readonly Outcome[]): OfDrawn {
  const labels = tierCounter(tiersOf(outcomes.map(({ label }) => label)));
  const predictions = tierCounter(tiersOf(outcomes.map(({ predicted }) => predicted)));
  return (drawn) => {
    const middle = (drawn.length + 1) / 2;
    const [x, y] = [labels(drawn), predictions(drawn)];
    let [sxx, syy, sxy] = [0, 0, 0];
    for (const index of drawn) {
      const [a, b] = [x(index) - middle, y(index) - middle];
      sxx += a * a;
      syy += b * b;
      sxy += a * b;
    }
    return sxx === 0 || syy === 0 ? null : bounded(sxy, sxx, syy);
  };
}

/** From a draw to the rank that an example has in it. */
function tierCounter({ of, sizes }: Tiers): (drawn: readonly number[]) => (index: number) => number {
  const counts = new Int32Array(sizes.length);
  const byTier = new Float64Array(sizes.length);
  return (drawn) => {
    counts.fill(0);
    for (const index of drawn) counts[of[index]!]! += 1;
    tierRanks(counts, byTier);
    return (index) => byTier[of[index]!]!;
  };
}

/** Pearson's correlation without each example, one after the other; null where it is not defined without it. */
export function pearsonWithoutEach(outcomes: readonly Outcome[]): readonly (number | null)[] {
  const { x, y } = centred(outcomes);
  const [sxx, syy, sxy] = [dot(x, x), dot(y, y), dot(x, y)];
  // A mean moves by d / (n − 1) when a value that lies d off it goes: its squares lose d² and d² / (n − 1).
  const share = x.length / (x.length - 1);
  return outcomes.map((_, i) => {
    const [a, b] = [x[i]!, y[i]!];
    const [varX, varY] = [sxx - share * a * a, syy - share * b * b];
    if (varX <= ROUNDING * sxx || varY <= ROUNDING * syy) return null;
    return bounded(sxy - share * a * b, varX, varY);
  });
}

/**
 * Spearman's correlation without each example. An example that goes takes 1 from the rank of each above it and ½ from
 * each of its equals, so that sums over the others follow from counts of those above in both orders.
 */
export function spearmanWithoutEach(outcomes: readonly Outcome[]): readonly (number | null)[] {
  const x = tiersOf(outcomes.map(({ label }) => label));
  const y = tiersOf(outcomes.map(({ predicted }) => predicted));
  const [rx, ry] = [ranksOf(x), ranksOf(y)];
  const [aboveX, aboveY] = [lossOf(x, ry), lossOf(y, rx)];
  const both = lossOfBoth(x, y);
  const [squaresX, squaresY] = [squaresWithout(x), squaresWithout(y)];
  const products = dot(rx, ry);
  const m = outcomes.length - 1;
  return outcomes.map((_, i) => {
    const sum = products - rx[i]! * ry[i]! - aboveX[i]! - aboveY[i]! + both[i]!;
    const [varX, varY] = [squaresX[x.of[i]!]!, squaresY[y.of[i]!]!];
    return varX === 0 || varY === 0 ? null : bounded(sum - m * ((m + 1) / 2) ** 2, varX, varY);
  });
}

const ranksOf = ({ of, sizes }: Tiers): Float64Array => {
  const byTier = tierRanks(sizes);
  return Float64Array.from(of, (tier) => byTier[tier]!);
};

/** Of each example: the sum of `values` above it, and half of it over its other equals. */
function lossOf({ of, sizes }: Tiers, values: Float64Array): Float64Array {
  const sums = new Float64Array(sizes.length);
  of.forEach((tier, index) => (sums[tier]! += values[index]!));
  const above = new Float64Array(sizes.length);
  for (let tier = sizes.length - 2; tier >= 0; tier--) above[tier] = above[tier + 1]! + sums[tier + 1]!;
  return Float64Array.from(of, (tier, index) => above[tier]! + (sums[tier]! - values[index]!) / 2);
}

/** Of each example: Σ over the others of what it takes from their rank in x times what it takes in y. */
function lossOfBoth(x: Tiers, y: Tiers): Float64Array {
  const losses = new Float64Array(x.of.length);
  const counts = new TierCounts(y.sizes.length);
  for (const members of membersByTier(x).reverse()) {
    const addLosses = (weight: number): void => {
      for (const i of members) losses[i]! += weight * (counts.above(y.of[i]!) + counts.at(y.of[i]!) / 2);
    };
    addLosses(0.5); // those above in x count whole: half now, half with the next
    for (const i of members) counts.add(y.of[i]!);
    addLosses(0.5); // equals in x count half
    for (const i of members) losses[i]! -= 0.25; // and none takes from itself
  }
  return losses;
}

function membersByTier({ of, sizes }: Tiers): number[][] {
  const members = Array.from(sizes, (): number[] => []);
  of.forEach((tier, index) => members[tier]!.push(index));
  return members;
}

/** By tier: the sum of squares of the ranks about their mean, ((m³ − m) − Σ (t³ − t)) / 12, without one of the tier. */
function squaresWithout({ of, sizes }: Tiers): Float64Array {
  const cube = (t: number): number => t ** 3 - t;
  const m = of.length - 1;
  const ties = sizes.reduce((sum, size) => sum + cube(size), 0);
  return Float64Array.from(sizes, (size) => (cube(m) - (ties - cube(size) + cube(size - 1))) / 12);
}

const bounded = (sxy: number, sxx: number, syy: number): number =>
  Math.max(-1, Math.min(1, sxy / (Math.sqrt(sxx) * Math.sqrt(syy))));

function centred(outcomes: readonly Outcome[]): { x: Float64Array; y: Float64Array } {
  const about = (values: readonly number[]): Float64Array => {
    const centre = values.length === 0 ? 0 : mean(values);
    return Float64Array.from(values, (value) => value - centre);
  };
  return {
    x: about(outcomes.map(({ label }) => label)),
    y: about(outcomes.map(({ predicted }) => predicted)),
  };
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

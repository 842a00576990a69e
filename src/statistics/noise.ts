/** How much a difference varies by chance: over seeds, and over examples. */
import type { Column, Columns } from './runs.js';
import { mean, squares } from './moments.js';

/** Variances of a difference of means. */
export interface Noise {
  /** Of the seeds drawn. */
  readonly seeds: number;
  /** Degrees of freedom of that estimate. */
  readonly seedDf: number;
  /** Deviation of one seed's difference as the seeds estimate it; null with one seed. */
  readonly deviation: number | null;
  /** Of the examples drawn, beyond what the seeds' variance holds of it: more seeds do not lower it. */
  readonly examples: number;
  readonly exampleDf: number;
}

export const standardError = ({ seeds, examples }: Noise): number => Math.sqrt(seeds + examples);

/**
 * Degrees of freedom of both variances together. Source: F. E. Satterthwaite, An approximate distribution of estimates of
 * variance components, Biometrics Bulletin 2 (1946), 110-114.
 */
export function degreesOfFreedom({ seeds, seedDf, examples, exampleDf }: Noise): number {
  const parts = (seeds > 0 ? seeds ** 2 / seedDf : 0) + (examples > 0 ? examples ** 2 / exampleDf : 0);
  return (seeds + examples) ** 2 / parts;
}

/**
 * The larger of two estimates, with its own degrees of freedom. Own: the variance of the seeds' differences, n − 1. Pooled:
 * the residual of rows and seeds over all rows of the table that have these seeds, (rows − 1)·(n − 1), the analysis of
 * randomized blocks (R. A. Fisher, The Design of Experiments (1935), chapter IV). Pooling supposes that rows vary alike;
 * taking the larger guards the rows that vary more. With n − 1 = 2 alone nothing small could ever be seen.
 */
export function seedNoise(
  columns: Columns,
  weights: readonly number[],
  seeds: readonly number[],
): Pick<Noise, 'seeds' | 'seedDf' | 'deviation'> {
  const n = seeds.length;
  const rows = sums(columns, seeds);
  const used = rows.filter((row) => row !== null);
  const differences = seeds.map((_, s) =>
    rows.reduce((sum, row, index) => sum + (row === null ? 0 : weights[index]! * row[s]!), 0),
  );
  const own = squares(differences) / (n - 1);
  const pooled = residual(used) * weights.reduce((sum, weight) => sum + weight ** 2, 0);
  const [variance, df] = pooled > own ? [pooled, (used.length - 1) * (n - 1)] : [own, n - 1];
  const seen = variance < ROUNDING ** 2 ? 0 : variance;
  return { seeds: seen / n, seedDf: df, deviation: Math.sqrt(seen) };
}

/** Below this a deviation of shares is floating point's. */
const ROUNDING = 1e-12;

/** Values of each row by seed, summed over the columns; null for a row that lacks one. */
function sums(columns: Columns, seeds: readonly number[]): readonly (readonly number[] | null)[] {
  return columns[0]!.rows.map((_, row) => {
    const isWhole = columns.every(({ rows }) => seeds.every((seed) => rows[row]!.has(seed)));
    if (!isWhole) return null;
    return seeds.map((seed) =>
      columns.reduce((sum, { weight, rows }) => sum + weight * (rows[row]!.get(seed)?.value ?? NaN), 0),
    );
  });
}

/** Mean square of what neither row nor seed explains. */
function residual(rows: readonly (readonly number[])[]): number {
  const n = rows[0]!.length;
  const rowMeans = rows.map(mean);
  const seedMeans = rows[0]!.map((_, s) => mean(rows.map((row) => row[s]!)));
  const grand = mean(rowMeans);
  const total = rows.flatMap((row, r) => row.map((value, s) => value - rowMeans[r]! - seedMeans[s]! + grand));
  return rows.length < 2
    ? 0
    : total.reduce((sum, value) => sum + value ** 2, 0) / ((rows.length - 1) * (n - 1));
}

export interface ExampleNoise {
  readonly n: number;
  /** Difference on each example, averaged over the seeds; empty where an example's part in a run is not known. */
  readonly pairs: readonly number[];
  /** Mean square of examples, and that of examples by seeds. */
  readonly between: number;
  readonly within: number;
}

/**
 * Two-way analysis of the differences by seed and example. Source: S. L. Hillis, K. S. Berbaum, C. E. Metz, Recent
 * developments in the Dorfman-Berbaum-Metz procedure for multireader ROC study analysis, Academic Radiology 15 (2008),
 * 647-661, where readers are our seeds and cases our examples.
 */
export function exampleNoise(
  rows: Column,
  weights: readonly number[],
  seeds: readonly number[],
): ExampleNoise {
  const n = seeds.length;
  const bySeed = seeds.map((seed) => pairsOf(rows, weights, seed));
  const m = bySeed[0]?.length ?? 0;
  if (bySeed.some((pairs) => pairs.length !== m) || m < 2) return { n, pairs: [], between: 0, within: 0 };
  const pairs = bySeed[0]!.map((_, i) => mean(bySeed.map((one) => one[i]!)));
  const between = (n * squares(pairs)) / (m - 1);
  if (n === 1) return { n, pairs, between, within: 0 };
  const grand = mean(pairs);
  const rest = bySeed.reduce((sum, one) => {
    const own = mean(one);
    return sum + one.reduce((inner, value, i) => inner + (value - own - pairs[i]! + grand) ** 2, 0);
  }, 0);
  return { n, pairs, between, within: rest / ((n - 1) * (m - 1)) };
}

/** What examples give the weighted sum of columns beyond what varies by seed as well; of one seed, all of it. */
export function examplesNoise(
  columns: Columns,
  weights: readonly number[],
  seeds: readonly number[],
): Pick<Noise, 'examples' | 'exampleDf'> {
  const parts = columns.map(({ weight, rows }) => {
    const { n, pairs, between, within } = exampleNoise(rows, weights, seeds);
    const isKnown = pairs.length > 1;
    const variance = isKnown ? (weight ** 2 * Math.max(0, between - within)) / (n * pairs.length) : 0;
    return { variance, df: Math.max(1, pairs.length - 1) };
  });
  const examples = parts.reduce((sum, { variance }) => sum + variance, 0);
  const squared = parts.reduce((sum, { variance, df }) => sum + variance ** 2 / df, 0);
  return { examples, exampleDf: squared === 0 ? 1 : examples ** 2 / squared };
}

/** The weighted difference on each example of one seed; empty where a row does not tell. */
function pairsOf(rows: Column, weights: readonly number[], seed: number): readonly number[] {
  const used = rows.flatMap((runs, row) =>
    weights[row] === 0 ? [] : [{ weight: weights[row]!, examples: runs.get(seed)?.examples ?? null }],
  );
  const [first] = used;
  if (first === undefined || used.some(({ examples }) => examples?.length !== first.examples?.length))
    return [];
  return (first.examples ?? []).map((_, i) =>
    used.reduce((sum, { weight, examples }) => sum + weight * (examples?.[i] ?? NaN), 0),
  );
}

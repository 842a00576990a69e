/** Ways to compare two rows that were tried against the one in use; each gives a two-sided p. */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { randomStream } from '../../random/stream.js';
import { comparePair, twoSided } from '../comparison.js';
import type { Column, Run, Runs } from '../runs.js';
import { SIGNIFICANCE } from '../holm.js';
import { mean, squares } from '../moments.js';
import { draw } from './world.js';
import type { Shape, World } from './world.js';

export type Rival = (column: Column, row: number) => number;

const TINY = 1e-12;

export const RIVALS = {
  'in use': (column, row) => comparePair(column, 0, row).p ?? 1,
  'paired t over seeds': (column, row) => {
    const differences = seedDifferences(column, row);
    const error = Math.sqrt(squares(differences) / (differences.length - 1) / differences.length);
    return error < TINY ? 1 : twoSided(mean(differences) / error, differences.length - 1);
  },
  'unpaired z over examples': (column, row) => {
    const [a, b] = [0, row].map((index) => pooled(column[index]!));
    const error = Math.sqrt((a!.share * (1 - a!.share)) / a!.count + (b!.share * (1 - b!.share)) / b!.count);
    return error < TINY ? 1 : normalP((b!.share - a!.share) / error);
  },
  'unpaired z over seeds': (column, row) => {
    const [a, b] = [0, row].map((index) => values(column[index]!));
    const variance = (of: readonly number[]): number => squares(of) / (of.length - 1) / of.length;
    const error = Math.sqrt(variance(a!) + variance(b!));
    return error < TINY ? 1 : normalP((mean(b!) - mean(a!)) / error);
  },
  'sign flips over seeds': (column, row) => {
    const differences = seedDifferences(column, row);
    const seen = Math.abs(mean(differences)) - TINY;
    const flips = 2 ** differences.length;
    const extreme = Array.from({ length: flips }, (_, flip) =>
      Math.abs(mean(differences.map((value, s) => ((flip >> s) & 1 ? -value : value)))),
    ).filter((value) => value >= seen);
    return extreme.length / flips;
  },
} as const satisfies Readonly<Record<string, Rival>>;

export type RivalName = keyof typeof RIVALS;

/**
 * Paired hierarchical bootstrap: seeds are drawn with replacement, then examples, the same for both rows; twice the smaller
 * share of resampled differences on either side of 0 is p.
 */
function hierarchicalBootstrap(column: Column, row: number, name: readonly string[]): number {
  const random = randomStream('hierarchical', ...name);
  const seeds = [...column[0]!.keys()];
  const pairs = seeds.map((seed) => examplePairs(column[0]!.get(seed), column[row]!.get(seed)));
  const m = pairs[0]!.length;
  let below = 0;
  for (let resample = 0; resample < 400; resample++) {
    const drawn = seeds.map(() => pairs[random.integer(seeds.length)]);
    let sum = 0;
    for (let i = 0; i < m; i++) {
      const example = random.integer(m);
      for (const one of drawn) sum += one![example]!;
    }
    below += sum < 0 ? 1 : sum === 0 ? 0.5 : 0;
  }
  return Math.min(1, (2 * Math.min(below, 400 - below)) / 400);
}

/** How often it finds a difference of two rows that are alike. */
export function hierarchicalRate(world: World, shape: Shape, draws: number): { hits: number; draws: number } {
  const random = randomStream('rows alike', world.name, shape.seeds);
  const found = Array.from({ length: draws }, (_, one) => {
    const { column } = draw(world, [0.9, 0.9], { ...shape, rows: 2 }, random);
    return hierarchicalBootstrap(column, 1, [world.name, String(one)]);
  });
  return { hits: found.filter((p) => p < SIGNIFICANCE).length, draws };
}

const examplePairs = (a: Run | undefined, b: Run | undefined): readonly number[] =>
  (b?.examples ?? []).map((value, i) => value - (a?.examples?.[i] ?? 0));

export const normalP = (z: number): number => 2 * normalCdf(-Math.abs(z), 0, 1);

const values = (runs: Runs): readonly number[] => [...runs.values()].map(({ value }) => value);

function seedDifferences(column: Column, row: number): readonly number[] {
  const [a, b] = [values(column[0]!), values(column[row]!)];
  return b.map((value, s) => value - a[s]!);
}

function pooled(runs: Runs): { share: number; count: number } {
  const count = [...runs.values()].reduce((sum, { examples }) => sum + (examples?.length ?? 0), 0);
  return { share: mean(values(runs)), count };
}

/** Tables of generated predictions whose truth is known: a probit model of rows, seeds and examples. */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import type { RandomStream } from '../../random/stream.js';
import type { Column } from '../runs.js';
import { mean } from '../moments.js';
import type { Texts } from '../texts.js';

/** A run is right on an example where its row's level and all that varies, each normal, add up to more than 0. */
export interface World {
  readonly name: string;
  /** Examples, alike for all rows. */
  readonly difficulty: number;
  /** Examples, for each row: what one model finds easy and another does not. */
  readonly taste: number;
  /** Of the variance of both, the share that the examples of one text have in common. */
  readonly alike: number;
  /** Seeds, alike for all rows. */
  readonly shared: number;
  /** Seeds, for each row (counted from 0). */
  readonly own: (row: number) => number;
  /** Chance that a run fails to learn and loses 1.5; 0 but for seeds that are all or nothing. */
  readonly failing: number;
}

const LOSS = 1.5;

export const WORLDS: readonly World[] = [
  world('seeds do not matter', {}),
  world('models differ in taste', { taste: 0.8 }),
  world('seeds matter', { shared: 0.1, own: () => 0.1 }),
  world('seeds matter much', { shared: 0.1, own: () => 0.4 }),
  world('one row varies twice as much', { shared: 0.1, own: (row) => (row === 1 ? 0.2 : 0.1) }),
];

/** Where the procedure is known to fail: shown, and not counted. */
export const HARD_WORLDS: readonly World[] = [
  world('one row varies four times as much', { shared: 0.1, own: (row) => (row === 1 ? 0.4 : 0.1) }),
  world('one row varies eight times as much', { shared: 0.1, own: (row) => (row === 1 ? 0.8 : 0.1) }),
  world('every run learns or does not, by chance', { shared: 0.1, own: () => 0.1, failing: 0.5 }),
];

export function world(name: string, given: Partial<World>): World {
  return { name, difficulty: 1.5, taste: 0.3, alike: 0, shared: 0, own: () => 0, failing: 0, ...given };
}

export interface Shape {
  readonly rows: number;
  readonly seeds: number;
  readonly examples: number;
  /** Examples of one text, and of the next, over and over; absent: an example shares none. */
  readonly sizes?: readonly number[];
}

/** Levels of the rows; the first is the reference. */
export interface Drawn {
  readonly column: Column;
  /** Of each example. */
  readonly texts: Texts;
  /** Mean score of each row over all seeds, on the examples drawn. */
  readonly onTheseExamples: readonly number[];
  /** Mean score of each row's drawn runs, over all examples. */
  readonly ofTheseRuns: readonly number[];
}

/** Draws one column. `levels`: of each row, in deviations of what a run does not share. */
export function draw(world: World, levels: readonly number[], shape: Shape, random: RandomStream): Drawn {
  const { seeds, examples } = shape;
  const normals = (count: number, deviation: number): number[] =>
    Array.from({ length: count }, () => (deviation === 0 ? 0 : deviation * random.normal()));
  const texts = textsOf(shape);
  const ofExamples = (deviation: number): number[] => {
    const own = normals(examples, deviation * Math.sqrt(1 - world.alike));
    const common = normals(world.alike === 0 ? 0 : examples, deviation * Math.sqrt(world.alike));
    return own.map((value, i) => value + (common[texts[i]!] ?? 0));
  };
  const easy = ofExamples(world.difficulty);
  const common = normals(seeds, world.shared);
  const rows = levels.map((level, row) => {
    const taste = ofExamples(world.taste);
    const own = normals(seeds, world.own(row)).map((value) => value - loss(world, random));
    const items = easy.map((value, i) => level + value + taste[i]!);
    const runs = own.map((value, s) => value + common[s]!);
    return { runs, items, level };
  });
  return {
    texts,
    column: rows.map(({ runs, items }) => new Map(runs.map((run, s) => [s + 1, runOf(items, run, random)]))),
    onTheseExamples: rows.map(({ items }, row) =>
      mean(items.map((item) => shareOverSeeds(world, row, item))),
    ),
    ofTheseRuns: rows.map(({ runs, level }) =>
      mean(runs.map((run) => shareOverExamples(world, level + run))),
    ),
  };
}

function textsOf({ examples, sizes = [1] }: Shape): Texts {
  const texts = Array.from({ length: examples }, (_, text) =>
    Array<number>(sizes[text % sizes.length]!).fill(text),
  );
  return texts.flat().slice(0, examples);
}

const loss = ({ failing }: World, random: RandomStream): number =>
  failing > 0 && random.uniform() < failing ? LOSS : 0;

function runOf(items: readonly number[], run: number, random: RandomStream) {
  const right = items.map((item) => (item + run + random.normal() > 0 ? 1 : 0));
  return { value: mean(right), examples: right };
}

const above = (level: number, variance: number): number => normalCdf(level, 0, Math.sqrt(variance));

function shareOverSeeds({ shared, own, failing }: World, row: number, item: number): number {
  const variance = 1 + shared ** 2 + own(row) ** 2;
  return (1 - failing) * above(item, variance) + failing * above(item - LOSS, variance);
}

const shareOverExamples = ({ difficulty, taste }: World, run: number): number =>
  above(run, 1 + difficulty ** 2 + taste ** 2);

/** Mean score of a row over all seeds and examples. */
export function truth(
  { difficulty, taste, shared, own, failing }: World,
  row: number,
  level: number,
): number {
  const variance = 1 + difficulty ** 2 + taste ** 2 + shared ** 2 + own(row) ** 2;
  return (1 - failing) * above(level, variance) + failing * above(level - LOSS, variance);
}

/** The level of a row that has a mean score, by bisection: rows that vary unlike are alike in it. */
export function levelOf(world: World, row: number, score: number): number {
  let [low, high] = [-10, 10];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (truth(world, row, middle) < score) low = middle;
    else high = middle;
  }
  return low;
}

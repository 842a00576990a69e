/** What is asked of the statistics, answered by drawing many tables of which the truth is known. */
import { randomStream } from '../../random/stream.js';
import type { RandomStream } from '../../random/stream.js';
import { compare, comparePair } from '../comparison.js';
import type { Column } from '../runs.js';
import { exampleInterval } from '../examples.js';
import { holm, SIGNIFICANCE } from '../holm.js';
import { tInterval, wilsonInterval } from '../intervals.js';
import type { Bounds } from '../intervals.js';
import { RIVALS } from './rivals.js';
import type { RivalName } from './rivals.js';
import { draw, levelOf, truth } from './world.js';
import type { Shape, World } from './world.js';

/** Mean score of all rows where nothing differs, and of the one that is better where something does. */
const SCORE = 0.7;
const BETTER = 0.76;

export interface Rate {
  readonly hits: number;
  readonly draws: number;
}

export const shareOf = ({ hits, draws }: Rate): number => hits / draws;

/** 95 % interval of a rate: Wilson's. */
export const rateBounds = ({ hits, draws }: Rate): Bounds =>
  wilsonInterval(hits, draws) ?? { low: 0, high: 1 };

const holds = (bounds: Bounds | null, value: number): boolean =>
  bounds !== null && bounds.low <= value && value <= bounds.high;

function rate(draws: number, random: RandomStream, isHit: (random: RandomStream) => boolean): Rate {
  let hits = 0;
  for (let one = 0; one < draws; one++) if (isHit(random)) hits++;
  return { hits, draws };
}

const levels = (world: World, scores: readonly number[]): readonly number[] =>
  scores.map((score, row) => levelOf(world, row, score));

/** A cell's interval over seeds holds what all seeds would score on these examples. */
export function coverageOverSeeds(world: World, shape: Shape, draws: number): Rate {
  const given = levels(world, [SCORE]);
  return rate(draws, randomStream('seeds', world.name, shape.seeds), (random) => {
    const { column, onTheseExamples } = draw(world, given, { ...shape, rows: 1 }, random);
    return holds(tInterval([...column[0]!.values()].map(({ value }) => value)), onTheseExamples[0]!);
  });
}

/** A cell's interval over examples holds what these models would score on all examples. */
export function coverageOverExamples(world: World, shape: Shape, draws: number): Rate {
  const given = levels(world, [SCORE]);
  return rate(draws, randomStream('examples', world.name, shape.seeds), (random) => {
    const { column, texts, ofTheseRuns } = draw(world, given, { ...shape, rows: 1 }, random);
    return holds(
      exampleInterval(outcomesOf(column), 'accuracy', { texts, stream: ['simulation'] }),
      ofTheseRuns[0]!,
    );
  });
}

const outcomesOf = (column: Column) =>
  [...column[0]!.values()].map(({ examples }) =>
    (examples ?? []).map((right) => ({ label: 1, predicted: right })),
  );

/** The interval of a difference holds the difference over all seeds and all examples. */
export function coverageOfDifferences(world: World, shape: Shape, draws: number): Rate {
  const given = levels(world, [...Array.from({ length: shape.rows - 1 }, () => SCORE), BETTER]);
  const last = shape.rows - 1;
  const wanted = truth(world, last, given[last]!) - truth(world, 0, given[0]!);
  return rate(draws, randomStream('differences', world.name, shape.seeds), (random) => {
    const { column } = draw(world, given, shape, random);
    const weights = given.map((_, row) => (row === last ? 1 : row === 0 ? -1 : 0));
    return holds(compare([{ weight: 1, rows: column }], weights).interval, wanted);
  });
}

export interface Table {
  readonly shape: Shape;
  readonly columns: number;
}

export interface TableRates {
  /** Tables with a false mark, where nothing differs. */
  readonly falseMarks: Rate;
  /** True differences that were marked. */
  readonly found: Rate;
  /** The same, had the level been set so that one table in twenty has a false mark. */
  readonly foundAtEqualRate: Rate;
}

/** Every row against the first in every column, corrected by Holm; in the second kind of table the last row is better. */
export function tableRates(
  world: World,
  table: Table,
  draws: number,
): Readonly<Record<RivalName, TableRates>> {
  const { rows } = table.shape;
  const random = randomStream('tables', world.name, table.shape.seeds);
  const even = levels(
    world,
    Array.from({ length: rows }, () => SCORE),
  );
  const better = levels(
    world,
    Array.from({ length: rows }, (_, row) => (row === rows - 1 ? BETTER : SCORE)),
  );
  const nulls = drawTables(world, even, { table, draws, random });
  const others = drawTables(world, better, { table, draws, random });
  const ratesOf = (name: RivalName): TableRates => {
    const smallest = nulls.map((ps) => Math.min(...holm(ps[name])));
    const last = others.flatMap((ps) => lastRow(holm(ps[name]), rows));
    const level = smallest.toSorted((a, b) => a - b)[Math.floor(SIGNIFICANCE * draws)];
    const found = (limit: number): Rate => ({
      hits: last.filter((p) => p < limit).length,
      draws: last.length,
    });
    return {
      falseMarks: { hits: smallest.filter((p) => p < SIGNIFICANCE).length, draws },
      found: found(SIGNIFICANCE),
      foundAtEqualRate: found(level!),
    };
  };
  return byRival(ratesOf);
}

const byRival = <T>(of: (name: RivalName) => T): Record<RivalName, T> =>
  Object.fromEntries((Object.keys(RIVALS) as RivalName[]).map((name) => [name, of(name)])) as Record<
    RivalName,
    T
  >;

/** p values of each table, by rival; the predictions themselves are not kept. */
function drawTables(
  world: World,
  given: readonly number[],
  { table, draws, random }: { table: Table; draws: number; random: RandomStream },
): readonly Readonly<Record<RivalName, readonly number[]>>[] {
  return Array.from({ length: draws }, () => {
    const columns = Array.from(
      { length: table.columns },
      () => draw(world, given, table.shape, random).column,
    );
    return byRival((name) => pValues(columns, name));
  });
}

const pValues = (columns: readonly Column[], name: RivalName): readonly number[] =>
  columns.flatMap((column) => column.slice(1).map((_, index) => RIVALS[name](column, index + 1)));

const lastRow = (adjusted: readonly number[], rows: number): readonly number[] =>
  adjusted.filter((_, index) => index % (rows - 1) === rows - 2);

/** One seed, two rows: how often McNemar's test and the unpaired z-test find a difference of the given sizes. */
export function oneSeed(world: World, scores: readonly [number, number], draws: number) {
  const given = levels(world, scores);
  const random = randomStream('one seed', world.name, String(scores));
  const shape = { rows: 2, seeds: 1, examples: 400 };
  const columns = Array.from({ length: draws }, () => draw(world, given, shape, random).column);
  const found = (p: (column: Column) => number): Rate => ({
    hits: columns.filter((column) => p(column) < SIGNIFICANCE).length,
    draws,
  });
  return {
    paired: found((column) => comparePair(column, 0, 1).p ?? 1),
    unpaired: found((column) => RIVALS['unpaired z over examples'](column, 1)),
  };
}

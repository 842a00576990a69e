/** What is asked where examples share texts, as RACE's questions share passages: by example, and by text as in use. */
import { randomStream } from '../../random/stream.js';
import type { RandomStream } from '../../random/stream.js';
import { comparePair } from '../comparison.js';
import { exampleInterval } from '../examples.js';
import { SIGNIFICANCE } from '../holm.js';
import type { Bounds } from '../intervals.js';
import type { Column } from '../runs.js';
import { valuesByText } from '../texts.js';
import type { Texts } from '../texts.js';
import type { Rate } from './questions.js';
import { draw, levelOf, world } from './world.js';
import type { Drawn, Shape, World } from './world.js';

/** Of which the noise of seeds is learned. */
const ROWS = 6;

/** RACE has 3.5 questions a passage, and from one to ten. */
const SIZES = [5, 1, 4, 2, 6, 3];

export const TEXT_WORLDS: readonly World[] = [
  world('texts do not matter', { taste: 0.8, alike: 0 }),
  world('a text makes a fifth of it', { taste: 0.8, alike: 0.2 }),
  world('a text makes half of it', { taste: 0.8, alike: 0.5 }),
];

/** How often something is so, with examples taken for independent, and by text. */
export interface ByWay {
  readonly byExample: Rate;
  readonly byText: Rate;
}

export interface Sizes {
  readonly seeds: number;
  readonly examples: number;
}

const shapeOf = (sizes: Sizes, rows: number): Shape => ({ ...sizes, rows, sizes: SIZES });

type Way = (texts: Texts) => Texts;

const WAYS: Readonly<Record<keyof ByWay, Way>> = {
  byExample: (texts) => texts.map((_, index) => index),
  byText: (texts) => texts,
};

/** The interval of a cell over its examples holds what these models would score on all examples. */
export function cellCoverage(of: World, sizes: Sizes, draws: number): ByWay {
  const level = levelOf(of, 0, 0.7);
  return rates(draws, randomStream('texts', 'cells', of.name, sizes.seeds), (random) => {
    const { column, texts, ofTheseRuns } = draw(of, [level], shapeOf(sizes, 1), random);
    const runs = [...column[0]!.values()].map(({ examples }) =>
      (examples ?? []).map((right) => ({ label: 1, predicted: right })),
    );
    return (way) =>
      holds(exampleInterval(runs, 'accuracy', { texts: way(texts), stream: ['texts'] }), ofTheseRuns[0]!);
  });
}

/** Two of six models that are alike are found to differ. */
export function falseDifferences(of: World, sizes: Sizes, draws: number): ByWay {
  const level = levelOf(of, 0, 0.7);
  return rates(draws, randomStream('texts', 'differences', of.name, sizes.seeds), (random) => {
    const drawn = draw(of, Array<number>(ROWS).fill(level), shapeOf(sizes, ROWS), random);
    return (way) => (comparePair(summed(drawn, way), 0, 1).p ?? 1) < SIGNIFICANCE;
  });
}

const summed = ({ column, texts }: Drawn, way: Way): Column =>
  column.map(
    (runs) =>
      new Map(
        [...runs].map(([seed, { value, examples }]) => [
          seed,
          { value, examples: valuesByText(examples ?? [], way(texts)) },
        ]),
      ),
  );

const holds = (bounds: Bounds | null, value: number): boolean =>
  bounds !== null && bounds.low <= value && value <= bounds.high;

/** The same draws are judged in either way. */
function rates(
  draws: number,
  random: RandomStream,
  ask: (random: RandomStream) => (way: Way) => boolean,
): ByWay {
  const hits = { byExample: 0, byText: 0 };
  for (let one = 0; one < draws; one++) {
    const isHit = ask(random);
    if (isHit(WAYS.byExample)) hits.byExample += 1;
    if (isHit(WAYS.byText)) hits.byText += 1;
  }
  return { byExample: { hits: hits.byExample, draws }, byText: { hits: hits.byText, draws } };
}

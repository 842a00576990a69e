/** `make check-statistics`: does what the report says of its numbers hold, where the truth is known? Exit 1 where not. */
import {
  coverageOfDifferences,
  coverageOverExamples,
  coverageOverSeeds,
  oneSeed,
  rateBounds,
  shareOf,
  tableRates,
} from './questions.js';
import type { Rate, TableRates } from './questions.js';
import { hierarchicalRate } from './rivals.js';
import { cellCoverage, falseDifferences, TEXT_WORLDS } from './shared-texts.js';
import type { ByWay } from './shared-texts.js';
import type { RivalName } from './rivals.js';
import { mean } from '../moments.js';
import { HARD_WORLDS, WORLDS } from './world.js';
import type { World } from './world.js';

const SHAPE = { rows: 6, examples: 200 };
const COLUMNS = 6;
const SEEDS = [3, 5];
const DRAWS = { coverage: 5_000, bootstrap: 1_000, tables: 400, oneSeed: 2_000 };
/** About 86 passages of RACE. */
const OF_TEXTS = 300;

const broken: string[] = [];
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(7);

/** "95.1 % [94.7, 95.5]". */
function shown(rate: Rate): string {
  const { low, high } = rateBounds(rate);
  return `${percent(shareOf(rate))} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
}

function expect(isTrue: boolean, sentence: string): string {
  if (!isTrue) broken.push(sentence);
  return isTrue ? 'holds' : 'DOES NOT HOLD';
}

/** Within ±1 point of 95 %, as far as so many draws can tell. */
function covers(rate: Rate, what: string): string {
  const { low, high } = rateBounds(rate);
  return expect(high >= 0.94 && low <= 0.96, `The ${what} covers ${shown(rate)}, not 95 ± 1 %.`);
}

/** Covers at least that; an interval that is wider than it must be is no false hypothesis. */
function coversAtLeast(rate: Rate, what: string): string {
  return expect(rateBounds(rate).high >= 0.94, `The ${what} covers only ${shown(rate)}.`);
}

function checkCells(): void {
  print('\nIntervals of a cell: how often they hold the truth (95 ± 1 % wanted)');
  for (const seeds of SEEDS)
    for (const world of WORLDS.filter(({ own }) => own(0) > 0 && own(0) === own(1))) {
      const shape = { ...SHAPE, seeds };
      const overSeeds = coverageOverSeeds(world, shape, DRAWS.coverage);
      const overExamples = coverageOverExamples(world, shape, DRAWS.bootstrap);
      const name = `${world.name}, ${seeds} seeds`;
      print(
        `  ${name.padEnd(32)} over seeds ${shown(overSeeds)} ${covers(overSeeds, `t interval (${name})`)}`,
      );
      const verdict = covers(overExamples, `bootstrap (${name})`);
      print(`  ${''.padEnd(32)} over examples ${shown(overExamples)} ${verdict}`);
    }
}

function checkDifferences(): void {
  print('\nInterval of a difference of two rows of six: how often it holds the truth (at least 94 % wanted)');
  for (const seeds of SEEDS)
    for (const world of WORLDS) {
      const rate = coverageOfDifferences(world, { ...SHAPE, seeds }, DRAWS.coverage / 5);
      const name = `${world.name}, ${seeds} seeds`;
      print(
        `  ${name.padEnd(48)} ${shown(rate)} ${coversAtLeast(rate, `interval of a difference (${name})`)}`,
      );
    }
}

const FALSE_MARKS = 0.05;

function printTable(world: World, seeds: number, rates: Readonly<Record<RivalName, TableRates>>): void {
  print(`  ${world.name}, ${seeds} seeds`);
  for (const [name, { falseMarks, found, foundAtEqualRate }] of Object.entries(rates))
    print(
      `    ${name.padEnd(26)} tables with a false mark ${shown(falseMarks).padEnd(24)} found ${percent(shareOf(found))}` +
        ` (at an equal rate of false marks ${percent(shareOf(foundAtEqualRate))})`,
    );
}

/**
 * In use: at most 5 % of tables have a false mark, and over all worlds together more is found than by the unpaired z-test
 * over seeds, both at an equal rate of false marks: by itself that test marks half of all tables falsely.
 */
function checkTables(): void {
  print(
    `\nTables of ${SHAPE.rows} rows and ${COLUMNS} columns, each row vs. the first, after Holm's correction`,
  );
  for (const seeds of SEEDS) {
    const power = WORLDS.map((world) => checkTable(world, seeds));
    const [own, z] = [mean(power.map(({ own: share }) => share)), mean(power.map(({ z: share }) => share))];
    const sentence = `Found with ${seeds} seeds: ${percent(own)} vs. ${percent(z)} by the z-test.`;
    print(`  Over these worlds, at an equal rate of false marks, ${seeds} seeds: in use ${percent(own)}, `);
    print(
      `  unpaired z over seeds ${percent(z)}: power above the unpaired z-test's ${expect(own > z, sentence)}`,
    );
  }
  print(
    '  z over examples takes every seed for the same: where that is true it finds more, else it is mostly wrong;',
  );
  print('  three seeds cannot tell which.');
}

function checkTable(world: World, seeds: number): { own: number; z: number } {
  const rates = tableRates(world, { shape: { ...SHAPE, seeds }, columns: COLUMNS }, DRAWS.tables);
  printTable(world, seeds, rates);
  const { falseMarks } = rates['in use'];
  const sentence = `False marks (${world.name}, ${seeds} seeds): ${shown(falseMarks)}.`;
  print(`      at most 5 %: ${expect(rateBounds(falseMarks).low <= FALSE_MARKS, sentence)}`);
  const power = (name: RivalName): number => shareOf(rates[name].foundAtEqualRate);
  return { own: power('in use'), z: power('unpaired z over seeds') };
}

function checkOneSeed(): void {
  print('\nOne seed, two models, 400 examples: McNemar vs. the unpaired z-test over examples');
  const [world] = WORLDS;
  const even = oneSeed(world!, [0.7, 0.7], DRAWS.oneSeed);
  const better = oneSeed(world!, [0.7, 0.76], DRAWS.oneSeed);
  print(`  nothing differs: McNemar ${shown(even.paired)}, z ${shown(even.unpaired)}`);
  print(`  six points differ: McNemar ${shown(better.paired)}, z ${shown(better.unpaired)}`);
  print(
    `  false positives: ${expect(rateBounds(even.paired).low <= FALSE_MARKS, `McNemar is wrong in ${shown(even.paired)}.`)}`,
  );
  const isStronger = shareOf(better.paired) > shareOf(better.unpaired);
  print(
    `  power: ${expect(isStronger, `McNemar finds ${shown(better.paired)}, z ${shown(better.unpaired)}.`)}`,
  );
}

/** Counted is what is in use, by text; that examples are not independent is told. */
function checkTexts(): void {
  print(`\nExamples that share texts, 3.5 a text, ${OF_TEXTS} examples: by example, and by text as in use`);
  const printWays = (name: string, { byExample, byText }: ByWay, verdict: string): void =>
    print(`  ${name.padEnd(56)} by example ${shown(byExample)}, by text ${shown(byText)} ${verdict}`);
  for (const world of TEXT_WORLDS)
    for (const seeds of [1, 3]) {
      const sizes = { seeds, examples: OF_TEXTS };
      const name = `${world.name}, ${seeds === 1 ? 'one run' : `${seeds} runs`}`;
      const held = cellCoverage(world, sizes, seeds === 1 ? DRAWS.coverage : DRAWS.bootstrap);
      printWays(`${name}: held`, held, covers(held.byText, `interval by text (${name})`));
      const found = falseDifferences(world, sizes, DRAWS.oneSeed);
      const sentence = `False differences by text (${name}): ${shown(found.byText)}.`;
      const isFew = rateBounds(found.byText).low <= FALSE_MARKS;
      printWays(`${name}: false differences`, found, expect(isFew, sentence));
    }
}

/** What was tried and is not used, and where what is used fails: told, not counted. */
function tellFailures(): void {
  print(
    '\nNot used: a paired hierarchical bootstrap of two rows, uncorrected, where nothing differs (5 % wanted)',
  );
  for (const world of WORLDS.slice(2, 4))
    for (const seeds of SEEDS) {
      const rate = hierarchicalRate(world, { ...SHAPE, seeds }, 400);
      print(`  ${`${world.name}, ${seeds} seeds`.padEnd(32)} ${shown(rate)}`);
    }
  print('\nKnown to fail, or to find nothing');
  for (const world of HARD_WORLDS)
    for (const seeds of SEEDS)
      printTable(
        world,
        seeds,
        tableRates(world, { shape: { ...SHAPE, seeds }, columns: COLUMNS }, DRAWS.tables / 2),
      );
}

checkOneSeed();
checkCells();
checkDifferences();
checkTables();
checkTexts();
tellFailures();
print(
  broken.length === 0 ? '\nAll holds.' : `\nDoes not hold:\n${broken.map((one) => `  ${one}`).join('\n')}`,
);
process.exitCode = broken.length === 0 ? 0 : 1;

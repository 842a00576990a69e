/** What each level changes against its factor's reference level, in points. */
import type { Ablation, Delta } from '../../results/comparisons.js';
import type { TestName } from '../../statistics/comparison.js';
import type { Report } from '../report.js';
import { MEAN } from '../../results/means.js';
import { NO_COMMON_SEED, NO_COMMON_TASKS, NO_NOISE } from '../words/absences.js';
import { differenceUnit } from '../words/columns.js';
import {
  EXAMPLES_SIGN,
  fixed,
  grouped,
  IDENTICAL,
  identicalOver,
  percent,
  plusMinus,
  pText,
  signedPercent,
} from '../words/numbers.js';
import { absenceNotes, absentCell, cellOr, textCell } from './cells.js';
import type { TextCell, TextColumn, TextRow, TextTable } from './table.js';

type Given = Pick<Report, 'ablations' | 'table' | 'mark'>;

/** Null: nothing varies, or nothing can be compared. */
export const ablationTable = (report: Given): TextTable | null =>
  tableOf('Differences from the reference, by factor', report.ablations, report);

/** Null: no grid of several factors. */
export const mainEffectTable = (report: Given & Pick<Report, 'mainEffects'>): TextTable | null =>
  tableOf('Main effects over the grid', report.mainEffects, report);

const left = (heading: string): TextColumn => ({ heading: [heading], align: 'left' });
const right = (...heading: readonly string[]): TextColumn => ({ heading, align: 'right' });

function tableOf(
  title: string,
  ablations: readonly Ablation[],
  { table, mark }: Pick<Report, 'table' | 'mark'>,
): TextTable | null {
  const first = ablations[0]?.levels[0];
  if (first === undefined) return null;
  const groups = ablations.map((ablation) =>
    ablation.levels.map(({ level, deltas }) => [
      textCell(ablation.label),
      textCell(comparisonOf(ablation, level)),
      ...deltas.map(deltaCell),
    ]),
  );
  return {
    title,
    columns: [left('Factor'), left('Comparison'), ...first.deltas.map(({ column }) => right(column))],
    groups,
    notes: [...notesOf(ablations, differenceUnit(table.columns)), ...absenceNotes(groups)],
    mark,
  };
}

/** "2 vs. 4". */
const comparisonOf = ({ reference }: Ablation, level: string): string =>
  `${level} vs. ${reference ?? 'mean of all levels'}`;

/** Every difference with all that is known of it; null: there are none. */
export function differenceTable({ ablations, table, mark }: Given): TextTable | null {
  if (ablations.length === 0) return null;
  const groups = ablations.map(differenceRows);
  return {
    title: 'All differences: tests, effect sizes and power',
    columns: [
      left('Factor'),
      left('Comparison'),
      left('Column'),
      right('Difference'),
      right('n'),
      right('p'),
      right('p (Holm)'),
      right('Effect size'),
      right('Minimum detectable', 'effect (80 % power)'),
      right('Extra seeds to', 'resolve 0.5 points'),
    ],
    groups,
    notes: [
      `Differences and minimum detectable effects in ${differenceUnit(table.columns)}. p from ` +
        testsOf(ablations) +
        '; p (Holm): corrected for all differences.',
      'Effect size: the difference in standard deviations of the difference of one seed (Hedges). Minimum detectable ' +
        'effect: what would be found at 5 % with 80 % power, before correction. Extra seeds: how many more would resolve ' +
        '0.5 points with that power.',
      ...absenceNotes(groups),
    ],
    mark,
  };
}

const differenceRows = (ablation: Ablation): readonly TextRow[] =>
  ablation.levels.flatMap(({ level, deltas }) =>
    deltas.map((delta) => [
      textCell(ablation.label),
      textCell(comparisonOf(ablation, level)),
      textCell(delta.column),
      ...differenceCells(delta),
    ]),
  );

const differenceCells = (delta: Delta): readonly TextCell[] => [
  deltaCell(delta),
  textCell(String(delta.n)),
  cellOr(delta.p, pText, NO_NOISE),
  cellOr(delta.adjustedP, pText, NO_NOISE),
  cellOr(delta.effect, (value) => fixed(value, 2), NO_NOISE),
  cellOr(delta.minimumDetectableEffect, (value) => percent(value), NO_NOISE),
  cellOr(
    delta.extraSeeds,
    (value) => `+${grouped(value)}`,
    'the noise of the examples exceeds it, or the noise cannot be estimated',
  ),
];

const TESTS: Readonly<Record<TestName, string>> = {
  seeds: 'a t-test with seeds as blocks and examples as pairs',
  examples: 'a paired test over the examples of the single seed',
  McNemar: "McNemar's exact test over the examples of the single seed",
};

const TESTS_OF_EXAMPLES =
  "McNemar's exact test (accuracy) or a paired test (other metrics), over the examples of the single seed";

function testsOf(ablations: readonly Ablation[]): string {
  const tests = new Set(deltasOf(ablations).flatMap(({ test }) => (test === null ? [] : [test])));
  const isMixed = tests.has('McNemar') && tests.has('examples');
  const texts = [...tests].map((test) => (isMixed && test !== 'seeds' ? TESTS_OF_EXAMPLES : TESTS[test]));
  return [...new Set(texts)].join(', ') || 'no test';
}

/** "+1.3 ± 0.4", "0.0 (identical)". */
export function deltaCell(delta: Delta): TextCell {
  const { column, mean, interval, test, differs } = delta;
  if (mean === null) return absentCell(column === MEAN ? NO_COMMON_TASKS : NO_COMMON_SEED);
  const spread = isBlind(delta)
    ? identicalOver(test === 'seeds' ? 'seeds' : 'examples')
    : plusMinus(interval);
  return textCell(`${signedPercent(mean)}${spread}`, differs);
}

/** Whether all seeds, or all examples of the single one, gave the same difference. */
const isBlind = ({ interval, test }: Delta): boolean => interval === null && test !== null;

const deltasOf = (ablations: readonly Ablation[]): readonly Delta[] =>
  ablations.flatMap(({ levels }) => levels.flatMap((level) => level.deltas));

function notesOf(ablations: readonly Ablation[], unit: string): readonly string[] {
  const deltas = deltasOf(ablations);
  const counts = [...new Set(deltas.flatMap(({ n }) => (n === 0 ? [] : [n])))].sort((a, b) => a - b);
  const spread = `± is half the 95 % confidence interval of the mean difference; n = ${counts.join(' or ')} ${counts.at(-1) === 1 ? 'seed' : 'seeds'}.`;
  const tested = deltas.filter(({ p }) => p !== null).length;
  const ofOneSeed = `${EXAMPLES_SIGN}: one seed; interval and test are over its examples and say nothing about other seeds.`;
  const ofEqual = `${IDENTICAL}: all seeds (${EXAMPLES_SIGN}: all examples) gave this difference, so that nothing tells how far others would be from it.`;
  const marked =
    `Bold: significant in ${testsOf(ablations)}, Holm-corrected for ${tested === 1 ? 'the one difference' : `all ${tested} differences`} of this table ` +
    `(5 %); ${markedText(deltas.filter(({ differs }) => differs).length)}.`;
  return [
    `Level minus reference in ${unit}, paired by seed and example; “mean” is over the tasks.`,
    ...(counts.length === 0 ? [] : [spread]),
    ...(counts.includes(1) ? [ofOneSeed] : []),
    ...(deltas.some(isBlind) ? [ofEqual] : []),
    ...(tested === 0 ? [] : [marked]),
  ];
}

const markedText = (count: number): string =>
  count === 0 ? 'here none is' : `here ${count} ${count === 1 ? 'is' : 'are'}`;

/** What each level changes against its factor's reference level, in percentage points. */
import type { Ablation, Delta } from '../../results/comparisons.js';
import type { TestName } from '../../statistics/comparison.js';
import type { Report } from '../report.js';
import { NO_NOISE } from '../words/absences.js';
import { EXAMPLES_SIGN, fixed, grouped, percent, plusMinus, pText, signedPercent } from '../words/numbers.js';
import { absentCell, cellOr, textCell } from './cells.js';
import type { TextCell, TextColumn, TextRow, TextTable } from './table.js';

/** Null: nothing varies, or nothing can be compared. */
export const ablationTable = ({ ablations, mark }: Pick<Report, 'ablations' | 'mark'>): TextTable | null =>
  tableOf('Differences from the reference, by factor', ablations, mark);

/** Null: no grid of several factors. */
export const mainEffectTable = ({
  mainEffects,
  mark,
}: Pick<Report, 'mainEffects' | 'mark'>): TextTable | null =>
  tableOf('Main effects over the grid', mainEffects, mark);

const left = (heading: string): TextColumn => ({ heading: [heading], align: 'left' });
const right = (...heading: readonly string[]): TextColumn => ({ heading, align: 'right' });

function tableOf(title: string, ablations: readonly Ablation[], mark: string | null): TextTable | null {
  const first = ablations[0]?.levels[0];
  if (first === undefined) return null;
  return {
    title,
    columns: [left('Factor'), left('Comparison'), ...first.deltas.map(({ column }) => right(column))],
    groups: ablations.map((ablation) =>
      ablation.levels.map(({ level, deltas }) => [
        textCell(ablation.label),
        textCell(comparisonOf(ablation, level)),
        ...deltas.map(deltaCell),
      ]),
    ),
    notes: notesOf(ablations),
    mark,
  };
}

/** "2 vs. 4". */
const comparisonOf = ({ reference }: Ablation, level: string): string =>
  `${level} vs. ${reference ?? 'mean of all levels'}`;

/** Every difference with all that is known of it; null: there are none. */
export function differenceTable({ ablations, mark }: Pick<Report, 'ablations' | 'mark'>): TextTable | null {
  if (ablations.length === 0) return null;
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
    groups: ablations.map(differenceRows),
    notes: [
      'Differences and minimum detectable effects in percentage points. p from ' +
        testsOf(ablations) +
        '; corrected by Holm over all differences.',
      'Effect size: the difference in standard deviations of the difference of one seed (Hedges). Minimum detectable ' +
        'effect: what would be found at 5 % with 80 % power, before correction. Extra seeds: how many more would resolve ' +
        '0.5 points with that power; absent where the noise of the examples exceeds it for any number of seeds.',
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
  cellOr(delta.detectable, (value) => percent(value), NO_NOISE),
  cellOr(
    delta.moreSeeds,
    (value) => `+${grouped(value)}`,
    'the noise of the examples exceeds it, or the noise cannot be estimated',
  ),
];

const TESTS: Readonly<Record<TestName, string>> = {
  seeds: 'a t-test with seeds as blocks and examples as pairs',
  examples: 'a paired test over the examples of the one seed',
  McNemar: "McNemar's exact test on the examples of the one seed",
};

const testsOf = (ablations: readonly Ablation[]): string =>
  [...new Set(deltasOf(ablations).flatMap(({ test }) => (test === null ? [] : [TESTS[test]])))].join(', ') ||
  'no test';

/** "+1.3 ± 0.4". */
export function deltaCell({ mean, interval, differs }: Delta): TextCell {
  if (mean === null) return absentCell('no seed has both');
  return textCell(`${signedPercent(mean)}${plusMinus(interval)}`, differs);
}

const deltasOf = (ablations: readonly Ablation[]): readonly Delta[] =>
  ablations.flatMap(({ levels }) => levels.flatMap((level) => level.deltas));

function notesOf(ablations: readonly Ablation[]): readonly string[] {
  const deltas = deltasOf(ablations);
  const counts = [...new Set(deltas.map(({ n }) => n))].sort((a, b) => a - b);
  const tested = deltas.filter(({ p }) => p !== null).length;
  const ofOneSeed = `${EXAMPLES_SIGN}: one seed; interval and test are over its examples and say nothing about other seeds.`;
  const marked =
    `Bold: significant in ${testsOf(ablations)}, Holm-corrected for all ${tested} differences of this table ` +
    `(5 %); ${markedText(deltas.filter(({ differs }) => differs).length)}.`;
  return [
    'Level minus reference in percentage points, paired by seed and example; “mean” is over the tasks.',
    `± is half the 95 % confidence interval of the mean difference; n = ${counts.join(' or ')} ${counts.at(-1) === 1 ? 'seed' : 'seeds'}.`,
    ...(counts.includes(1) ? [ofOneSeed] : []),
    ...(tested === 0 ? [] : [marked]),
  ];
}

const markedText = (count: number): string =>
  count === 0 ? 'here none is' : `here ${count} ${count === 1 ? 'is' : 'are'}`;

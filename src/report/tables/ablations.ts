/** What each level changes against its factor's reference level, in percentage points. */
import type { Ablation, Delta, Report } from '../model.js';
import type { TestName } from '../../statistics/comparison.js';
import { EXAMPLES_SIGN } from '../words/notes.js';
import { absentCell, cellOr, plusMinus, textCell } from './cells.js';
import { fixed, grouped, percent, signedPercent } from './numbers.js';
import type { TextCell, TextRow, TextTable } from './table.js';

/** Null: nothing varies, or nothing can be compared. */
export const ablationTable = ({ ablations, mark }: Pick<Report, 'ablations' | 'mark'>): TextTable | null =>
  tableOf('Differences by factor', ablations, mark);

/** Null: no grid of several factors. */
export const mainEffectTable = ({
  mainEffects,
  mark,
}: Pick<Report, 'mainEffects' | 'mark'>): TextTable | null =>
  tableOf('Main effects over the grid', mainEffects, mark);

function tableOf(title: string, ablations: readonly Ablation[], mark: string | null): TextTable | null {
  const first = ablations[0]?.levels[0];
  if (first === undefined) return null;
  return {
    title,
    columns: [
      { heading: ['Factor'], align: 'left' },
      { heading: ['Level'], align: 'left' },
      ...first.deltas.map(({ column }) => ({ heading: [column], align: 'right' as const })),
    ],
    groups: ablations.map(rowsOf),
    notes: notesOf(ablations),
    mark,
  };
}

/** Every difference with all that is known of it; null: there are none. */
export function differenceTable({ ablations, mark }: Pick<Report, 'ablations' | 'mark'>): TextTable | null {
  if (ablations.length === 0) return null;
  const right = ['Difference', 'n', 'p', 'p, corrected', 'Effect size', 'Detectable', 'Seeds for 0.5'];
  return {
    title: 'Every difference: tests, effect sizes, and what could have been seen',
    columns: [
      ...['Factor', 'Level', 'Column'].map((heading) => ({ heading: [heading], align: 'left' as const })),
      ...right.map((heading) => ({ heading: [heading], align: 'right' as const })),
    ],
    groups: ablations.map(({ label, reference, levels }) =>
      levels.flatMap(({ level, deltas }) =>
        deltas.map((delta) => [
          textCell(label),
          textCell(`${level} against ${reference}`),
          textCell(delta.column),
          ...differenceCells(delta),
        ]),
      ),
    ),
    notes: [
      'Difference and what was detectable in percentage points. p by ' +
        testsOf(ablations) +
        '; corrected by Holm.',
      "Effect size: the difference in deviations of one seed's difference, corrected for few seeds (Hedges). Detectable: " +
        'what would have been found at 5 % with a chance of 80 %, before correction. Seeds for 0.5: how many more would ' +
        'find half a point so; absent where the noise of the examples hides it, whatever the number of seeds.',
    ],
    mark,
  };
}

const differenceCells = (delta: Delta): readonly TextCell[] => [
  deltaCell(delta),
  textCell(String(delta.n)),
  cellOr(delta.p, pText, 'no estimate of the noise'),
  cellOr(delta.adjustedP, pText, 'no estimate of the noise'),
  cellOr(delta.effect, (value) => fixed(value, 2), 'no estimate of the noise'),
  cellOr(delta.detectable, (value) => percent(value), 'no estimate of the noise'),
  cellOr(
    delta.moreSeeds,
    (value) => `+${grouped(value)}`,
    'hidden by the noise of the examples, or not known',
  ),
];

/** "0.031", "< 0.001". */
export const pText = (p: number): string => (p < 0.001 ? '< 0.001' : fixed(p, 3));

const TESTS: Readonly<Record<TestName, string>> = {
  seeds: 'a t-test with seeds as blocks and examples as pairs',
  examples: 'a paired test over the examples of the one seed',
  McNemar: "McNemar's exact test on the examples of the one seed",
};

const testsOf = (ablations: readonly Ablation[]): string =>
  [...new Set(deltasOf(ablations).flatMap(({ test }) => (test === null ? [] : [TESTS[test]])))].join(', ') ||
  'no test';

const rowsOf = ({ label, reference, levels }: Ablation): readonly TextRow[] =>
  levels.map(({ level, deltas }) => [
    textCell(label),
    textCell(`${level} against ${reference}`),
    ...deltas.map(deltaCell),
  ]);

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
  return [
    'Level minus reference in percentage points, seed by seed and example by example; “mean” is over the tasks.',
    `± is half the 95 % confidence interval of the mean difference; n = ${counts.join(' or ')} seeds.`,
    ...(counts.includes(1)
      ? [
          `${EXAMPLES_SIGN}: one seed; interval and test are over its examples, of these two models, and say nothing of other seeds.`,
        ]
      : []),
    ...(tested === 0
      ? []
      : [
          `Marked are differences that hold in ${testsOf(ablations)}, after Holm's correction for all ${tested} of this ` +
            `table (5 %); ${markedText(deltas.filter(({ differs }) => differs).length)}.`,
        ]),
  ];
}

const markedText = (count: number): string =>
  count === 0 ? 'here none is' : `here ${count} ${count === 1 ? 'is' : 'are'}`;

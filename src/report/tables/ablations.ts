/** What each level changes against its factor's reference level, in percentage points. */
import type { Ablation, Delta, Report } from '../model.js';
import { absentCell, plusMinus, textCell } from './cells.js';
import { signedPercent } from './numbers.js';
import type { TextCell, TextRow, TextTable } from './table.js';

/** Null: nothing varies, or nothing can be compared. */
export function ablationTable({ ablations, mark }: Pick<Report, 'ablations' | 'mark'>): TextTable | null {
  const first = ablations[0]?.levels[0];
  if (first === undefined) return null;
  return {
    title: 'Differences by factor',
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

function notesOf(ablations: readonly Ablation[]): readonly string[] {
  const deltas = ablations.flatMap(({ levels }) => levels.flatMap((level) => level.deltas));
  const counts = [...new Set(deltas.map(({ n }) => n))].sort((a, b) => a - b);
  const tested = deltas.filter(({ p }) => p !== null).length;
  return [
    'Level minus reference in percentage points, paired by seed; “mean” is over the tasks.',
    deltas.some(({ interval }) => interval !== null)
      ? `± is half the 95 % confidence interval of the mean difference (Student's t); n = ${counts.join(' or ')} seeds.`
      : 'With one seed there is no interval and no test.',
    ...(tested === 0
      ? []
      : [
          `Marked are differences that a paired t-test confirms after Holm's correction for all ${tested} of this table ` +
            `(5 %); ${markedText(deltas.filter(({ differs }) => differs).length)}.`,
        ]),
  ];
}

const markedText = (count: number): string =>
  count === 0 ? 'here none is' : `here ${count} ${count === 1 ? 'is' : 'are'}`;

/** What evaluation shares with training: counts, and scores on examples that overlap and on clean ones. */
import type { Column } from '../../results/columns.js';
import type { OverlapCell, OverlapPart } from '../../results/overlap-scores.js';
import type { Overlaps, OverlapSplit } from '../../results/overlap.js';
import { GRAM_WORDS, OVERLAPPING_SHARE } from '../../stages/overlap/overlap.js';
import type { TrainedOn } from '../../stages/result.js';
import { METRICS } from '../../statistics/metrics.js';
import { TASKS } from '../../tasks/index.js';
import type { Report } from '../report.js';
import { absenceText } from '../words/absences.js';
import { scoreUnit } from '../words/columns.js';
import { fixed, grouped, percent } from '../words/numbers.js';
import { absentCell, textCell } from './cells.js';
import type { TextCell, TextColumn, TextRow, TextTable } from './table.js';

type Given = Pick<Report, 'overlaps' | 'mark'>;

const NAMES: Readonly<Record<TrainedOn, string>> = { corpus: 'the corpus', train: 'the training examples' };

const right = (...heading: readonly string[]): TextColumn => ({ heading, align: 'right' });
const left = (...heading: readonly string[]): TextColumn => ({ heading, align: 'left' });

/** Counts, and scores where there is something to split by. Empty: nothing was searched. */
export function overlapTables(report: Given): readonly TextTable[] {
  if (report.overlaps.splits.length === 0) return [];
  const scores = (['corpus', 'train'] as const).map((trainedOn) => partTable(report, trainedOn));
  return [countTable(report), ...scores.filter((table) => table !== null), trainingTable(report)];
}

function countTable({ overlaps: { splits }, mark }: Given): TextTable {
  const rule = `≥ ${percent(OVERLAPPING_SHARE, 0)} %`;
  return {
    title: 'Evaluation examples that overlap with training data',
    columns: [
      left('Evaluation'),
      right('Examples'),
      right('Corpus', rule),
      right('Corpus', 'any'),
      right('Training', rule),
      right('Training', 'any'),
      right('Same text', 'in training'),
      right('… with', 'another label'),
    ],
    groups: [splits.map(countRow)],
    notes: [
      `The ${GRAM_WORDS}-grams of an example, over the words of all its fields without case and punctuation, are searched ` +
        'in the part of the corpus that pre-training draws from and in the training examples of its task. An example ' +
        `overlaps where at least ${percent(OVERLAPPING_SHARE, 0)} % of them are found; “any”: at least one is.`,
      ...unsearchedNote(splits),
      ...shortNote(splits),
      'Same text: a training example has the same words in every field. Paraphrases are not found.',
      ...meanNotes(splits.flatMap(countsOf)),
    ],
    mark,
  };
}

function countRow(split: OverlapSplit): TextRow {
  const { column, examples } = split;
  return [
    textCell(column.label),
    textCell(count(examples)),
    ...countsOf(split).map((some) =>
      some === null ? absentCell('not searched') : shareCell(some, examples),
    ),
  ];
}

const countsOf = ({
  overlapping,
  touched,
  copies,
  contradicted,
}: OverlapSplit): readonly (number | null)[] => [
  overlapping.corpus,
  touched.corpus,
  overlapping.train,
  touched.train,
  copies,
  contradicted,
];

const isMean = (counts: readonly (number | null)[]): boolean =>
  !counts.every((some) => some === null || Number.isInteger(some));

const meanNotes = (counts: readonly (number | null)[]): readonly string[] =>
  isMean(counts) ? ['Counts are means over seeds, each of which trains on examples of its own.'] : [];

const unsearchedNote = (splits: readonly OverlapSplit[]): readonly string[] =>
  splits.some(({ overlapping }) => overlapping.corpus === null)
    ? ['What the imported weights were pre-trained on is not here, and was not searched.']
    : [];

function shortNote(splits: readonly OverlapSplit[]): string[] {
  const some = splits.filter(({ short }) => short > 0);
  if (some.length === 0) return [];
  const counts = some.map(({ column, short }) => `${count(short)} of ${column.label}`).join(', ');
  return [
    `Examples of fewer than ${GRAM_WORDS} words are searched as a whole (${counts}); short ones are likelier to be found by chance.`,
  ];
}

/** Null: no example overlaps. */
function partTable({ overlaps, mark }: Given, trainedOn: TrainedOn): TextTable | null {
  const shown = overlaps.splits.flatMap((split, index) =>
    (split.overlapping[trainedOn] ?? 0) > 0 ? [{ split, index }] : [],
  );
  if (shown.length === 0) return null;
  const rowsOf = (role: string): readonly TextRow[] =>
    overlaps.rows
      .filter((row) => row.role === role)
      .map(({ label, cells }) => [
        textCell(label),
        ...shown.map(({ index }) => partsCell(cells[index]?.[trainedOn])),
      ]);
  return {
    title: `Scores on clean examples / on examples that overlap with ${NAMES[trainedOn]}`,
    columns: [left('Variant'), ...shown.map(({ split }) => partColumn(split, trainedOn))],
    groups: [rowsOf('variant'), rowsOf('baseline')].filter((rows) => rows.length > 0),
    notes: [
      ...partNotes(
        trainedOn,
        shown.map(({ split }) => split.column),
      ),
      ...meanNotes(shown.map(({ split }) => split.overlapping[trainedOn])),
    ],
    mark,
  };
}

function partColumn({ column, examples, overlapping }: OverlapSplit, trainedOn: TrainedOn): TextColumn {
  const overlaps = overlapping[trainedOn] ?? 0;
  return right(
    `${column.label} ${METRICS[column.metric].title}`,
    `${count(examples - overlaps)} / ${count(overlaps)} examples`,
  );
}

const partNotes = (trainedOn: TrainedOn, columns: readonly Column[]): readonly string[] => [
  `In ${scoreUnit(columns)}; clean examples first; means over seeds. The two groups differ in more than having been seen: shorter and ` +
    'plainer examples overlap sooner. Scores over few examples say little.',
  ...(trainedOn === 'corpus'
    ? [
        'Variants trained from scratch and non-neural baselines never read the corpus: they show that other difference alone.',
      ]
    : []),
];

function partsCell(cell: OverlapCell | undefined): TextCell {
  if (cell === undefined) return absentCell('not run yet');
  const { clean, overlapping } = cell;
  if (clean.cell.mean === null && overlapping.cell.mean === null)
    return absentCell(absenceText(clean.cell) ?? 'not run yet');
  return textCell(`${shown(clean)} / ${shown(overlapping)}`);
}

const shown = ({ cell: { mean } }: OverlapPart): string => (mean === null ? '–' : percent(mean));

function trainingTable({ overlaps, mark }: Given): TextTable {
  return {
    title: 'Repeated and contradictory training examples',
    columns: [left('Task'), right('Examples'), right('Repeated'), right('Contradictory')],
    groups: [
      overlaps.training.map(({ task, examples, repeated, contradictory }) => [
        textCell(TASKS[task].title),
        textCell(count(examples)),
        shareCell(repeated, examples),
        shareCell(contradictory, examples),
      ]),
    ],
    notes: [
      'Repeated: the same text and label as an earlier example. Contradictory: the same text occurs with another label.',
      ...meanNotes(overlaps.training.flatMap(({ repeated, contradictory }) => [repeated, contradictory])),
    ],
    mark,
  };
}

/** A mean over what the seeds drew need not be whole. */
const count = (value: number): string => (Number.isInteger(value) ? grouped(value) : fixed(value, 1));

const shareCell = (some: number, all: number): TextCell =>
  textCell(some === 0 ? '0' : `${count(some)} (${percent(some / all)} %)`);

/** One sentence for each split that has examples whose text was trained on. */
export const copyWarnings = ({ splits }: Overlaps): readonly string[] =>
  splits
    .filter(({ copies }) => copies > 0)
    .map(({ column, examples, copies, contradicted }) => {
      const others = contradicted > 0 ? ` (${count(contradicted)} of them with another label)` : '';
      return (
        `${isMean([copies, contradicted]) ? 'On average over seeds, ' : ''}${count(copies)} of ${count(examples)} evaluation examples of ${column.label} occur verbatim in its training ` +
        `examples${others}; scores on them can be memorised.`
      );
    });

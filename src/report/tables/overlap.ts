/** What evaluation shares with training: counts, and scores on items that share and on others. */
import { GRAM_WORDS, OVERLAPPING_SHARE } from '../../stages/overlap/overlap.js';
import type { TrainedOn } from '../../stages/overlap/overlap.js';
import type { Leaks, LeakPart, LeakSplit, Report } from '../model.js';
import { absentCell, textCell } from './cells.js';
import { fixed, grouped, percent } from './numbers.js';
import type { TextCell, TextColumn, TextTable } from './table.js';

type Given = Pick<Report, 'leaks' | 'mark'>;

const NAMES: Readonly<Record<TrainedOn, string>> = { corpus: 'the corpus', train: 'the training examples' };

const right = (...heading: readonly string[]): TextColumn => ({ heading, align: 'right' });
const left = (...heading: readonly string[]): TextColumn => ({ heading, align: 'left' });

/** Counts, and accuracies where there is something to part by. Empty: nothing was looked for. */
export function leakTables(report: Given): readonly TextTable[] {
  if (report.leaks.splits.length === 0) return [];
  const scores = (['corpus', 'train'] as const).map((trainedOn) => partTable(report, trainedOn));
  return [countTable(report), ...scores.filter((table) => table !== null), trainingTable(report)];
}

function countTable({ leaks, mark }: Given): TextTable {
  const rule = `≥ ${percent(OVERLAPPING_SHARE, 0)} %`;
  return {
    title: 'Evaluated items that overlap with what was trained on',
    columns: [
      left('Evaluation'),
      right('Items'),
      ...[right('Corpus', rule), right('Corpus', 'any')],
      ...[right('Training', rule), right('Training', 'any')],
      ...[right('Same text', 'in training'), right('… with', 'another label')],
    ],
    groups: [
      leaks.splits.map((split) => [
        textCell(split.label),
        textCell(count(split.items)),
        ...[split.overlapping.corpus, split.touched.corpus].map((some) => shareCell(some, split.items)),
        ...[split.overlapping.train, split.touched.train].map((some) => shareCell(some, split.items)),
        ...[split.copies, split.contradicted].map((some) => shareCell(some, split.items)),
      ]),
    ],
    notes: [
      `An item's ${GRAM_WORDS}-grams, in words of all its fields without case and punctuation, are looked for in the part of ` +
        'the corpus that pre-training draws from and in the examples that its task was trained on. It overlaps where at least ' +
        `${percent(OVERLAPPING_SHARE, 0)} % of them are found; “any”: at least one is.`,
      ...shortNote(leaks.splits),
      'Same text: a training example has the same words in every field. What was paraphrased is not found.',
    ],
    mark,
  };
}

function shortNote(splits: readonly LeakSplit[]): string[] {
  const some = splits.filter(({ short }) => short > 0);
  if (some.length === 0) return [];
  const counts = some.map(({ label, short }) => `${count(short)} of ${label}`).join(', ');
  return [
    `Items of fewer than ${GRAM_WORDS} words are looked for as a whole (${counts}); the shorter, the likelier by chance.`,
  ];
}

/** Null: no item overlaps. */
function partTable({ leaks, mark }: Given, trainedOn: TrainedOn): TextTable | null {
  const shown = leaks.splits.flatMap((split, index) =>
    split.overlapping[trainedOn] > 0 ? [{ split, index }] : [],
  );
  if (shown.length === 0) return null;
  const columnOf = ({ label, items, overlapping }: LeakSplit): TextColumn =>
    right(label, `${count(items - overlapping[trainedOn])} / ${count(overlapping[trainedOn])} items`);
  const rowsOf = (role: string) =>
    leaks.rows
      .filter((row) => row.role === role)
      .map(({ label, cells }) => [
        textCell(label),
        ...shown.map(({ index }) => partsCell(cells[index][trainedOn])),
      ]);
  return {
    title: `Accuracy on items that are clean / that overlap with ${NAMES[trainedOn]}`,
    columns: [left('Variant'), ...shown.map(({ split }) => columnOf(split))],
    groups: [rowsOf('variant'), rowsOf('baseline')].filter((rows) => rows.length > 0),
    notes: [
      'In percent, clean first; means over seeds. The two kinds of items differ in more than in having been seen: shorter ' +
        'and plainer ones overlap sooner. Of few items a figure says little.',
      ...(trainedOn === 'corpus'
        ? [
            'What was trained from scratch never read the corpus, nor did a baseline: they show that other difference alone.',
          ]
        : []),
    ],
    mark,
  };
}

function partsCell({ clean, overlapping }: { clean: LeakPart; overlapping: LeakPart }): TextCell {
  if (clean.cell.mean === null && overlapping.cell.mean === null)
    return absentCell(clean.cell.absent ?? 'not run yet');
  return textCell([clean, overlapping].map(({ cell }) => shown(cell.mean)).join(' / '));
}

const shown = (mean: number | null): string => (mean === null ? '–' : percent(mean));

function trainingTable({ leaks, mark }: Given): TextTable {
  return {
    title: 'Training examples that repeat or contradict each other',
    columns: [left('Task'), right('Examples'), right('Repeated'), right('Contradictory')],
    groups: [
      leaks.training.map(({ title, examples, repeated, contradictory }) => [
        textCell(title),
        textCell(count(examples)),
        ...[repeated, contradictory].map((some) => shareCell(some, examples)),
      ]),
    ],
    notes: [
      'Repeated: says text and label of an earlier one again. Contradictory: its text stands with another label, too.',
    ],
    mark,
  };
}

/** A mean over what the seeds drew need not be whole. */
const count = (value: number): string => (Number.isInteger(value) ? grouped(value) : fixed(value, 1));

const shareCell = (some: number, all: number): TextCell =>
  textCell(some === 0 ? '0' : `${count(some)} (${percent(some / all)} %)`);

/** One sentence for each split that has items whose text was trained on. */
export const copyWarnings = ({ splits }: Leaks): readonly string[] =>
  splits
    .filter(({ copies }) => copies > 0)
    .map(
      ({ label, items, copies, contradicted }) =>
        `${count(copies)} of ${count(items)} evaluated items of ${label} stand in its training examples with the same words` +
        `${contradicted > 0 ? `, ${count(contradicted)} of them with another label` : ''}: a score on these can be memory.`,
    );

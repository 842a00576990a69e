/** What a reader must be told below a table of scores. */
import type { DivergedStage } from '../../results/counts.js';
import { isIdentical } from '../../results/intervals.js';
import type { Marks } from '../../results/marks.js';
import type { Results } from '../../results/results.js';
import type { Cell, TableRow } from '../../results/scores.js';
import { absenceText, DIVERGED } from './absences.js';
import { dataNotes } from './data.js';
import { CITATION, scoreUnit } from './columns.js';
import { degenerateNotes } from './degenerate.js';
import { EXAMPLES_SIGN, fixed, IDENTICAL } from './numbers.js';
import { textNotes } from './texts.js';

/** Follow a score that differs from the reference's. */
export const SIDES = { above: '⁺', below: '⁻' } as const;

/** Notes of the main table, whose best is marked. */
export function scoreNotes({
  special,
  table: { rows, columns },
  marks,
  divergences,
  degenerate,
  dataHashes,
  shared,
  mode,
}: Pick<
  Results,
  'mode' | 'special' | 'table' | 'marks' | 'divergences' | 'degenerate' | 'dataHashes' | 'shared'
>): readonly string[] {
  const cells = rows.flatMap((row) => row.cells);
  const variants = rows.filter(({ role }) => role === 'variant').flatMap((row) => row.cells);
  return [
    `Scores in ${scoreUnit(columns)}; ↑: higher is better.`,
    ...intervalNotes(cells, variants),
    ...pretrainingNotes(special),
    ...textNotes(shared),
    bestNote(variants, marks),
    ...sideNotes(marks),
    ...absenceNotes(cells),
    ...divergenceNotes(divergences),
    ...degenerateNotes(degenerate),
    ...publishedNotes(rows, mode),
    ...dataNotes(dataHashes),
  ];
}

function intervalNotes(cells: readonly Cell[], variants: readonly Cell[]): readonly string[] {
  const isOver = (over: string): boolean =>
    cells.some(({ interval }) => interval?.over === over && !isIdentical(interval));
  const isIdenticalOver = (over: string): boolean =>
    cells.some(({ interval }) => interval?.over === over && isIdentical(interval));
  const ofSeeds = `± is half the 95 % confidence interval of the mean over seeds (Student's t)${runsText(variants)}.`;
  const runs = isOver('seeds') ? '' : runsText(variants);
  const ofEqual = `${IDENTICAL}: all seeds gave this value, so that nothing tells how far others would be from it${runs}.`;
  const ofExamples =
    `${EXAMPLES_SIGN}: a single run; ± is half the 95 % confidence interval over its evaluated examples (Wilson's for ` +
    'accuracy and F1, otherwise a bootstrap), in brackets where it is asymmetric; it says nothing about other seeds.';
  const ofConstant = `${IDENTICAL}${EXAMPLES_SIGN}: a single run; whichever of its examples are drawn, they give this value, so that nothing tells its spread.`;
  return [
    ...(isOver('seeds') ? [ofSeeds] : []),
    ...(isIdenticalOver('seeds') ? [ofEqual] : []),
    ...(isOver('examples') ? [ofExamples] : []),
    ...(isIdenticalOver('examples') ? [ofConstant] : []),
  ];
}

const pretrainingNotes = ({ sharedPretraining }: Results['special']): readonly string[] =>
  sharedPretraining === null
    ? []
    : [
        `All seeds share one pre-training (seed ${sharedPretraining}): intervals and tests are over fine-tunings, and say nothing of another pre-training.`,
      ];

/** "; n = 3", or that it differs. */
function runsText(cells: readonly Cell[]): string {
  const counts = countsOf(cells);
  if (counts.length === 1) return `; n = ${fixed(counts[0] ?? 0, 0)}`;
  return counts.length > 1 ? '; n in parentheses' : '';
}

const countsOf = (cells: readonly Cell[]): readonly number[] => [
  ...new Set(cells.flatMap(({ n }) => (n === null ? [] : [n]))),
];

/** Whether the number of runs differs from cell to cell of these rows, so that each must be shown. */
export const isUneven = (rows: readonly TableRow[]): boolean =>
  countsOf(rows.filter(({ role }) => role === 'variant').flatMap(({ cells }) => cells)).length > 1;

function bestNote(cells: readonly Cell[], marks: Marks): string {
  const rule =
    'The highest mean of a column is marked best only where it differs from every other variant (t-test with seeds as ' +
    'blocks and examples as pairs, Holm-corrected for the number of columns, 5 %)';
  if (cells.every(({ n }) => n === null || n < 2)) return `${rule}; with one seed none is.`;
  return marks.flat().some(({ best }) => best) ? `${rule}.` : `${rule}; here none is.`;
}

function sideNotes(marks: Marks): string[] {
  if (marks.flat().every(({ fromReference }) => fromReference === null)) return [];
  return [
    `${SIDES.above}, ${SIDES.below}: above, below the reference by the same test, Holm-corrected for all cells of the table.`,
  ];
}

/** More are counted; the failures have all. */
const TOLD_DIVERGENCES = 6;

/** "pretrain · heads=8 · seed 2 at step 37". */
function divergenceNotes(divergences: readonly DivergedStage[]): string[] {
  if (divergences.length === 0) return [];
  const more = divergences.length - TOLD_DIVERGENCES;
  const all = divergences.slice(0, TOLD_DIVERGENCES).map(({ label, step }) => `${label} at step ${step}`);
  const told = all.join('; ') + (more > 0 ? `; and ${more} more` : '');
  return [
    `${DIVERGED} k/n: in k of n trials the loss or its gradient was not finite, and training stopped before that step. ` +
      `No mean is given over the remaining trials: it would be biased. Diverged: ${told}.`,
  ];
}

/** "–: absent (failed; not run yet)." */
function absenceNotes(cells: readonly Cell[]): string[] {
  const inWords = cells.filter(({ diverged }) => diverged.length === 0);
  const reasons = [...new Set(inWords.flatMap((cell) => absenceText(cell) ?? []))].sort();
  return reasons.length === 0 ? [] : [`–: absent (${reasons.join('; ')}).`];
}

const publishedNotes = (rows: readonly TableRow[], mode: Results['mode']): string[] =>
  rows.some(({ role }) => role === 'published')
    ? [
        `The published row is copied from the paper; it is of the paper’s model and full test sets${mode === 'zero-shot' ? ', fine-tuned on each task' : ''}, and is never ranked: ${CITATION}.`,
      ]
    : [];

/** What a reader must be told below a table of scores. */
import type { Cell, TableRow } from '../model.js';
import { CITATION } from '../published.js';

/** Follows a value whose interval is over examples. */
export const EXAMPLES_SIGN = 'ᵉ';

/** Follow a score that differs from the reference's. */
export const SIDES = { above: '⁺', below: '⁻' } as const;

export const DIVERGED = 'diverged';

/** Notes of rows that are shown with their best marked. `divergences`: one text for each training that diverged. */
export function scoreNotes(rows: readonly TableRow[], divergences: readonly string[]): readonly string[] {
  const cells = rows.flatMap((row) => row.cells);
  const overSeeds = cells.some(({ interval }) => interval?.over === 'seeds');
  const overExamples = cells.some(({ interval }) => interval?.over === 'examples');
  const variants = rows.filter(({ role }) => role === 'variant').flatMap((row) => row.cells);
  return [
    'Scores in percent; ↑: higher is better.',
    ...(overSeeds
      ? [`± is half the 95 % confidence interval of the mean over seeds (Student's t)${runsText(variants)}.`]
      : []),
    ...(overExamples
      ? [
          `${EXAMPLES_SIGN}: a single run; ± is half the 95 % interval over its evaluated examples (Wilson's of a share or F1, else a bootstrap), in brackets where it is lopsided, and says nothing of other seeds.`,
        ]
      : []),
    bestNote(variants),
    ...sideNotes(variants),
    ...absenceNotes(cells),
    ...divergenceNotes(divergences),
    ...(rows.some(({ role }) => role === 'published')
      ? [
          `The published row is copied from the paper, from other data and a larger model, and is never ranked: ${CITATION}.`,
        ]
      : []),
  ];
}

/** "; n = 3", or that it differs. */
function runsText(cells: readonly Cell[]): string {
  const counts = [...new Set(cells.flatMap(({ n }) => (n === null ? [] : [n])))];
  if (counts.length === 1) return `; n = ${counts[0]}`;
  return counts.length > 1 ? '; n stands in brackets' : '';
}

/** Whether the number of runs differs from cell to cell of these rows, so that each must be shown. */
export const isUneven = (rows: readonly TableRow[]): boolean =>
  new Set(
    rows
      .filter(({ role }) => role === 'variant')
      .flatMap(({ cells }) => cells.flatMap(({ n }) => (n === null ? [] : [n]))),
  ).size > 1;

function bestNote(cells: readonly Cell[]): string {
  const rule =
    'The highest mean of a column is marked best only where it differs from every other variant, with seeds as blocks ' +
    'and examples as pairs, corrected for the number of columns (Holm, 5 %)';
  if (cells.every(({ n }) => n === null || n < 2)) return `${rule}; with one seed nothing is.`;
  return cells.some(({ best }) => best) ? `${rule}.` : `${rule}; here none is.`;
}

function sideNotes(cells: readonly Cell[]): string[] {
  if (cells.every(({ fromReference }) => fromReference === null)) return [];
  return [
    `${SIDES.above}, ${SIDES.below}: above, below the reference by the same test, corrected for all cells of the table together.`,
  ];
}

/** More are counted; the failures have all. */
const TOLD_DIVERGENCES = 6;

function divergenceNotes(divergences: readonly string[]): string[] {
  if (divergences.length === 0) return [];
  const more = divergences.length - TOLD_DIVERGENCES;
  const told = divergences.slice(0, TOLD_DIVERGENCES).join('; ') + (more > 0 ? `; and ${more} more` : '');
  return [
    `${DIVERGED} k/n: in k of n trials the loss or its gradient was not finite, and training stopped before that ` +
      `update. There is no mean over those that survived, for it would be one over the lucky ones. It was ${told}.`,
  ];
}

/** "–: absent (failed; not run yet)." */
function absenceNotes(cells: readonly Cell[]): string[] {
  const inWords = cells.filter(({ diverged }) => diverged.length === 0);
  const reasons = [...new Set(inWords.flatMap(({ absent }) => absent ?? []))].sort();
  return reasons.length === 0 ? [] : [`–: absent (${reasons.join('; ')}).`];
}

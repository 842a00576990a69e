/** What a reader must be told below a table of scores. */
import type { Cell, TableRow } from './model.js';
import { CITATION } from './published.js';

/** Follows a value whose interval is over examples. */
export const EXAMPLES_SIGN = 'ᵉ';

/** Follow a score that differs from the baseline's. */
export const SIDES = { above: '⁺', below: '⁻' } as const;

/** Notes of rows that are shown with their best marked. */
export function scoreNotes(rows: readonly TableRow[]): readonly string[] {
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
  if (cells.every(({ fromBaseline }) => fromBaseline === null)) return [];
  return [
    `${SIDES.above}, ${SIDES.below}: above, below the baseline by the same test, corrected for all cells of the table together.`,
  ];
}

/** "–: absent (failed; not run yet)." */
function absenceNotes(cells: readonly Cell[]): string[] {
  const reasons = [...new Set(cells.flatMap(({ absent }) => (absent === null ? [] : [absent])))].sort();
  return reasons.length === 0 ? [] : [`–: absent (${reasons.join('; ')}).`];
}

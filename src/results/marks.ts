/** What the comparison of a table's rows marks in it: the best of each column, and what differs from the reference. */
import { bestRows } from '../statistics/best.js';
import { comparePair } from '../statistics/comparison.js';
import { holmOfPresent, SIGNIFICANCE } from '../statistics/holm.js';
import type { Compared } from './compared.js';

export interface Mark {
  /** Of its column, beyond the noise (statistics/best.ts). */
  readonly best: boolean;
  /** Where it differs from the reference's after correction for the whole table; null: it is not known to differ. */
  readonly fromReference: 'above' | 'below' | null;
}

/** One per row of a variant, which are the first of a table, and column. */
export type Marks = readonly (readonly Mark[])[];

export function marksOf(compared: Compared): Marks {
  const best = bestRows(compared.runs);
  const sides = sidesOfReference(compared);
  const markOf = (row: number, column: number): Mark => ({
    best: best[column] === row,
    fromReference: sides[column]?.[row] ?? null,
  });
  return compared.variants.map((_, row) => compared.columns.map((__, column) => markOf(row, column)));
}

/** By column and row; corrected for all of the table together. With one seed nothing is marked. */
function sidesOfReference({ variants, runs }: Compared): readonly (readonly Mark['fromReference'][])[] {
  const reference = variants.indexOf('reference');
  const comparisons = runs.flatMap((column) =>
    variants.map((_, row) => {
      const found = row === reference || reference < 0 ? null : comparePair(column, reference, row);
      return found?.test === 'seeds' ? found : null;
    }),
  );
  const adjusted = holmOfPresent(comparisons.map((one) => one?.p ?? null));
  const sides = comparisons.map((one, index): Mark['fromReference'] => {
    if ((adjusted[index] ?? 1) >= SIGNIFICANCE) return null;
    return (one?.mean ?? 0) > 0 ? 'above' : 'below';
  });
  return runs.map((_, column) => sides.slice(column * variants.length, (column + 1) * variants.length));
}

/** Comparisons of variants as weights of rows. */
import type { Pair } from '../experiment/factors.js';

/** Mean of the pairs' differences; `rows`: names of the variants of each, several where they share their result. */
export function weightsOf(pairs: readonly Pair[], rows: readonly (readonly string[])[]): readonly number[] {
  const share = (name: string, row: readonly string[]): number => (row.includes(name) ? 1 / pairs.length : 0);
  return rows.map((row) =>
    pairs.reduce((sum, { level, reference }) => sum + share(level, row) - share(reference, row), 0),
  );
}

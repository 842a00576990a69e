/** Correction for many tests. */

/** Accepted probability of a false mark in a whole table. */
export const SIGNIFICANCE = 0.05;

/**
 * p values corrected for how many there are, in the order given: whoever rejects those below α is wrong about any with
 * probability at most α. Source: S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal
 * of Statistics 6 (1979), 65-70.
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((i, j) => values[i]! - values[j]! || i - j);
  const adjusted = new Array<number>(values.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (values.length - rank) * values[index]!));
    adjusted[index] = largest;
  });
  return adjusted;
}

/** The same for values of which some are absent: null, and not counted. */
export function holmOfPresent(values: readonly (number | null)[]): (number | null)[] {
  const adjusted = holm(values.filter((value) => value !== null));
  let next = 0;
  return values.map((value) => (value === null ? null : adjusted[next++]!));
}

/** Named numbers outside of any engine: what files hold, what training starts from and ends with. Imports nothing. */

/** Numbers of one weight. */
export interface WeightValues {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The order is that of files, steps and the gradient norm. */
export type NamedValues = ReadonlyMap<string, WeightValues>;

/** How many numbers the weights hold. */
export function countNumbers(weights: ReadonlyMap<string, { readonly shape: readonly number[] }>): number {
  let total = 0;
  for (const { shape } of weights.values()) total += shape.reduce((product, size) => product * size, 1);
  return total;
}

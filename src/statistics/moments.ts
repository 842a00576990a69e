/** Mean and deviation. */

/** Arithmetic mean of at least one value. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new Error('The mean of no values is not defined.');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation, with n − 1 (Bessel); null below two values. Equal values have exactly 0. */
export function sampleDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  if (values.every((value) => value === values[0])) return 0;
  return Math.sqrt(squares(values) / (values.length - 1));
}

/** Sum of squared deviations from the mean. */
export function squares(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}

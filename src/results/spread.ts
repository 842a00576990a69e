/** Values of several seeds in short. */
import { mean } from '../statistics/moments.js';

/** Low and high: of the lowest and highest seed. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Seeds. */
  readonly n: number;
}

export interface StepSpread extends Spread {
  readonly step: number;
}

/** Of at least one value. */
export const spreadOf = (values: readonly number[]): Spread => ({
  mean: mean(values),
  low: Math.min(...values),
  high: Math.max(...values),
  n: values.length,
});

/** Of the values at each step, ascending. */
export function spreadsByStep(
  measured: readonly { readonly step: number; readonly value: number }[],
): readonly StepSpread[] {
  const byStep = new Map<number, number[]>();
  for (const { step, value } of measured) byStep.set(step, [...(byStep.get(step) ?? []), value]);
  return [...byStep].sort(([a], [b]) => a - b).map(([step, values]) => ({ step, ...spreadOf(values) }));
}

/** Predictions as a lock file holds them: of classes a digit of base 36 each, of a range the numbers themselves. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';
import type { Prediction } from '../stages/result.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';

export type Predicted = string | readonly number[];

/** There are never more than 36 classes. */
export function predictedOf(task: TaskName, predictions: readonly Prediction[]): Predicted {
  const values = predictions.map(({ predicted }) => predicted);
  return TASKS[task].output.kind === 'range' ? values : values.map((value) => value.toString(36)).join('');
}

/** As numbers of classes, or values. */
export const numbersOf = (predicted: Predicted): readonly number[] =>
  typeof predicted === 'string' ? [...predicted].map((digit) => Number.parseInt(digit, 36)) : predicted;

/** How many are the same, one by one. */
export function agreeing(one: Predicted, other: Predicted): number {
  const others = numbersOf(other);
  return numbersOf(one).filter((value, index) => value === others[index]).length;
}

/** Of the canonical JSON, scores and all. */
export const hashPredictions = (predictions: readonly Prediction[]): string =>
  createHash('sha256').update(canonicalJson(predictions)).digest('hex');

/** Weights of a model as variables of tfjs, on whichever engine is in use. */
import { tensor, variable } from '@tensorflow/tfjs-core';
import type { Variable } from '@tensorflow/tfjs-core';
import type { Weights } from '../engine.js';
import type { NamedValues } from '../values.js';

/** Puts the values on the engine in use. The variables may share memory with the values. */
export function openWeights(values: NamedValues): Weights {
  const weights = new Map<string, Variable>();
  for (const [name, weight] of values) {
    const start = tensor(weight.values, [...weight.shape], 'float32');
    weights.set(name, variable(start, true));
    start.dispose();
  }
  return weights;
}

/** The values as they are now; they may share memory with the variables. */
export function readWeights(weights: Weights): NamedValues {
  return new Map(
    [...weights].map(([name, weight]) => [
      name,
      { shape: weight.shape, values: weight.dataSync<'float32'>() },
    ]),
  );
}

export function disposeWeights(weights: Weights): void {
  for (const weight of weights.values()) weight.dispose();
}

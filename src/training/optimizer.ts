/** Adam with decoupled L2 on matrices only, after clipping the gradients' global norm. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { AdamState, Engine } from '../engines/engine.js';
import type { OptimizerOptions } from './options.js';
import type { Weights } from '../engines/engine.js';
import type { NamedValues, WeightValues } from '../engines/values.js';

/** Moments of every weight, by its name. */
export type Moments = ReadonlyMap<string, AdamState>;

/** Gradients by the weight's name; a weight that the loss does not reach has none and is left as it is. */
export type Gradients = ReadonlyMap<string, Tensor>;

export function freshMoments(weights: Weights): Moments {
  return new Map(
    [...weights].map(([name, { size }]) => [
      name,
      { first: new Float32Array(size), second: new Float32Array(size) },
    ]),
  );
}

/** For a checkpoint: moments as named values, shapes flat. */
export function momentValues(moments: Moments): NamedValues {
  const values = new Map<string, WeightValues>();
  for (const [name, { first, second }] of moments) {
    values.set(`adam.first.${name}`, { shape: [first.length], values: first });
    values.set(`adam.second.${name}`, { shape: [second.length], values: second });
  }
  return values;
}

/** The inverse of momentValues. */
export function momentsFrom(values: NamedValues, names: Iterable<string>): Moments {
  const part = (name: string) => {
    const found = values.get(name);
    if (found === undefined) throw new Error(`The checkpoint has no ${name}.`);
    return found.values;
  };
  return new Map(
    [...names].map((name) => [
      name,
      { first: part(`adam.first.${name}`), second: part(`adam.second.${name}`) },
    ]),
  );
}

/** Gradients in the order of the weights; a weight that the loss does not reach has none. */
export function orderedGradients(weights: Weights, tensors: Readonly<Record<string, Tensor>>): Gradients {
  const found = [...weights].map(([name, weight]) => [name, tensors[weight.name]] as const);
  return new Map(found.filter(([, gradient]) => gradient !== undefined));
}

/** √Σg² over all gradients, in double precision in the order of the weights. */
export function globalNorm({ ops }: Engine, gradients: Gradients): number {
  return Math.sqrt(ops.squaredNorm([...gradients.values()]));
}

export interface Update {
  readonly step: number;
  readonly learningRate: number;
  /** Global norm of the gradients, for clipping. */
  readonly norm: number;
  readonly optimizer: OptimizerOptions;
}

export interface Trained {
  readonly weights: Weights;
  readonly moments: Moments;
  readonly gradients: Gradients;
}

/** One update of every weight that has a gradient, in place. */
export function applyUpdate(engine: Engine, { weights, moments, gradients }: Trained, update: Update): void {
  const { optimizer, norm } = update;
  const clipped = optimizer.maxGradNorm !== null && norm > optimizer.maxGradNorm;
  const scale = clipped ? (optimizer.maxGradNorm as number) / norm : 1;
  const { step, learningRate } = update;
  const trained = [...gradients].map(([name, gradient]) => {
    const weight = weights.get(name);
    const state = moments.get(name);
    if (!weight || !state) throw new Error(`The optimizer does not know the weight ${name}.`);
    return { weight, gradient, state, decays: weight.rank > 1 };
  });
  engine.ops.adam(trained, { step, learningRate, scale, optimizer });
}

/** The weights of a model: an ordered, named map. The order is that of files, updates and the gradient norm. */
import { tensor, variable } from '@tensorflow/tfjs-core';
import type { Variable } from '@tensorflow/tfjs-core';
import type { ModelOptions } from '../../experiment/schema.js';

export interface WeightShape {
  readonly name: string;
  /** [rows, columns] of a matrix, [length] of a vector. */
  readonly shape: readonly [number] | readonly [number, number];
  /** What it starts from: N(0, deviation), ones or zeros. */
  readonly role: 'matrix' | 'gain' | 'bias';
}

/** Numbers of one weight outside any engine. */
export interface WeightValues {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type NamedValues = ReadonlyMap<string, WeightValues>;
/** Weights on the engine. */
export type Weights = ReadonlyMap<string, Variable>;

const matrix = (name: string, rows: number, columns: number): WeightShape => ({
  name,
  shape: [rows, columns],
  role: 'matrix',
});

const vector = (name: string, length: number, role: 'gain' | 'bias' = 'bias'): WeightShape => ({
  name,
  shape: [length],
  role,
});

function projection(name: string, inputs: number, outputs: number): WeightShape[] {
  return [matrix(`${name}.weight`, inputs, outputs), vector(`${name}.bias`, outputs)];
}

function normalisation(name: string, width: number): WeightShape[] {
  return [vector(`${name}.gain`, width, 'gain'), vector(`${name}.bias`, width)];
}

/** Prefix of the weights of block `index`, counted from 0. */
export const blockPrefix = (index: number): string => `blocks.${index}.`;

function blockShapes(index: number, width: number): WeightShape[] {
  const prefix = blockPrefix(index);
  return [
    ...projection(`${prefix}attention.qkv`, width, 3 * width),
    ...projection(`${prefix}attention.output`, width, width),
    ...normalisation(`${prefix}norm1`, width),
    ...projection(`${prefix}feedForward.input`, width, 4 * width),
    ...projection(`${prefix}feedForward.output`, 4 * width, width),
    ...normalisation(`${prefix}norm2`, width),
  ];
}

/** Every weight of the language model, in the order of the released GPT-1 files; `entries`: rows of the token table. */
export function weightShapes(model: ModelOptions, entries: number): readonly WeightShape[] {
  const { layers, hiddenSize, contextLength } = model;
  return [
    ...(model.positionEncoding === 'learned' ? [matrix('positions', contextLength, hiddenSize)] : []),
    matrix('tokens', entries, hiddenSize),
    ...Array.from({ length: layers }, (_, index) => blockShapes(index, hiddenSize)).flat(),
    ...(model.norm === 'pre' ? normalisation('finalNorm', hiddenSize) : []),
    ...(model.tieEmbeddings ? [] : [matrix('output', entries, hiddenSize)]),
  ];
}

/** The linear layer of a classifier on the final states: `outputs` is the number of classes, or 1 score an option. */
export function classifierShapes(width: number, outputs: number): readonly WeightShape[] {
  return projection('classifier', width, outputs);
}

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
      { shape: weight.shape, values: weight.dataSync<'float32'>() as Float32Array },
    ]),
  );
}

export function disposeWeights(weights: Weights): void {
  for (const weight of weights.values()) weight.dispose();
}

/** How many numbers the weights hold. */
export function countWeights(weights: Weights | NamedValues): number {
  let total = 0;
  for (const { shape } of weights.values()) total += shape.reduce((product, size) => product * size, 1);
  return total;
}

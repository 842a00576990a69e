/** What Reprise itself computes with a trained model, to be compared with what others do. */
import { tidy } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { openEngine } from '../../src/engines/open.js';
import { resolveEngine } from '../../src/engines/resolve.js';
import type { NamedValues } from '../../src/engines/values.js';
import { familyOf } from '../../src/models/index.js';
import type { ModelOptions } from '../../src/models/index.js';
import { raggedBatch } from '../../src/models/shared/batch.js';
import { instructionSet } from '../engines/instruction-sets.js';

/** Of logits of size about 10 or less, in float32. */
const TOLERANCE = 2e-4;

interface Trained {
  readonly model: ModelOptions;
  readonly weights: NamedValues;
}

/** Final states of each sequence, as Reprise computes them [tokens, width]. */
async function statesOf({ model, weights }: Trained, sequences: readonly number[][]) {
  const { name } = resolveEngine('auto', 'float32', { instructionSet });
  const engine = await openEngine({ name, precision: 'float32', threads: 1, instructionSet });
  const { open } = await familyOf(model).network();
  const opened = engine.openWeights(weights);
  const network = open(engine, model, opened.weights);
  const states = tidy(() => network.states(raggedBatch(sequences), null).dataSync());
  network.dispose();
  opened.dispose();
  let from = 0;
  return sequences.map(({ length }) =>
    Array.from({ length }, () => states.subarray(from * model.hiddenSize, ++from * model.hiddenSize)),
  );
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

const rowsOf = ({
  shape: [rows = 0, columns = 0],
  values,
}: {
  shape: readonly number[];
  values: Float32Array;
}) => Array.from({ length: rows }, (_, row) => values.subarray(row * columns, (row + 1) * columns));

/** Logits of every token, one after the other. */
export async function logitsOf(one: Trained, sequences: readonly number[][]): Promise<number[][]> {
  const matrix = rowsOf(one.weights.get('output') ?? one.weights.get('tokens')!);
  return (await statesOf(one, sequences)).map((states) =>
    states.flatMap((state) => matrix.map((row) => dot(state, row))),
  );
}

/** Of the head on the last token of each sequence; `share`: of its bias. */
export async function scoresOf(one: Trained, sequences: readonly number[][], share = 1): Promise<number[][]> {
  const { shape, values } = one.weights.get('classifier.weight')!;
  const bias = one.weights.get('classifier.bias')!.values;
  const columns = Array.from({ length: shape[1]! }, (_, column) =>
    values.filter((_, at) => at % shape[1]! === column),
  );
  return (await statesOf(one, sequences)).map((states) =>
    columns.map((column, i) => dot(states.at(-1)!, column) + share * bias[i]!),
  );
}

export function expectClose(
  found: readonly (readonly number[])[],
  wanted: readonly (readonly number[])[],
): void {
  expect(found.map(({ length }) => length)).toEqual(wanted.map(({ length }) => length));
  const [given, needed] = [found.flat(), wanted.flat()];
  const furthest = Math.max(...needed.map((value, i) => Math.abs(value - given[i]!)));
  console.warn(`Largest difference of logits: ${furthest.toExponential(1)}.`);
  expect(Math.max(...needed.map(Math.abs))).toBeGreaterThan(0.1);
  expect(furthest).toBeLessThan(TOLERANCE);
}

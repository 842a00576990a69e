import { memory, tidy, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar, Variable } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.js';
import { ACTIVATIONS } from '../../src/engines/engine.js';
import { POSITIONS } from '../../src/models/gpt/options.js';
import { raggedBatch } from '../../src/models/shared/batch.js';
import { nextTokens } from '../../src/training/objectives/next-token.js';
import type { Network } from '../../src/models/network.js';
import { disposeWeights, openWeights, readWeights } from '../../src/engines/ops/weights.js';
import { open } from '../../src/models/gpt/network.js';
import { patterned, tinyModel, tinyOptions } from './tiny.js';
import { bestEngine } from '../engines/best-engine.js';

let engine: Engine;
beforeAll(async () => {
  engine = await bestEngine();
});

const sequences = [patterned(9), patterned(5, 4), patterned(1, 2)];
const dropout = { embedding: 0.1, residual: 0.2, attention: 0.1, classifier: 0 };

function lossOf(model: Network, key: { seed: number; step: number } | null = null): Scalar {
  const batch = raggedBatch(sequences);
  const { targets, weights } = nextTokens(batch);
  return engine.ops.tiedCrossEntropy(model.states(batch, key), model.output, targets, weights);
}

const statesOf = (model: Network, batch: readonly Uint16Array[]): Float32Array =>
  tidy(() => model.states(raggedBatch(batch), null).dataSync<'float32'>().slice());

describe.each(POSITIONS)('a model with %s positions', (position) => {
  it('lets no later token change an earlier state', () => {
    const model = tinyModel(engine, tinyOptions({ positionEncoding: position }));
    const [before, after] = [patterned(10), patterned(10)];
    after[6] = (after[6]! + 5) % 24;
    const [a, b] = [statesOf(model, [before]), statesOf(model, [after])];
    expect([...a.subarray(0, 6 * 16)]).toEqual([...b.subarray(0, 6 * 16)]);
    expect([...a.subarray(6 * 16)]).not.toEqual([...b.subarray(6 * 16)]);
  });

  it('reads each sequence of a batch as if it were alone', () => {
    const model = tinyModel(engine, tinyOptions({ positionEncoding: position }));
    const alone = sequences.flatMap((sequence) => [...statesOf(model, [sequence])]);
    const together = [...statesOf(model, sequences)];
    expect(together).toHaveLength(alone.length);
    together.forEach((value, i) => expect(value).toBeCloseTo(alone[i]!, 5));
  });

  it('tells the order of tokens, unless it has no positions and one token before', () => {
    const model = tinyModel(engine, tinyOptions({ positionEncoding: position, layers: 1 }));
    const last = (tokens: number[]) => [...statesOf(model, [Uint16Array.from(tokens)]).subarray(-16)];
    const difference = last([3, 7, 11, 5]).map((x, i) => Math.abs(x - last([11, 7, 3, 5])[i]!));
    expect(Math.max(...difference) > 1e-4).toBe(position !== 'none');
  });
});

describe('gradients of a whole model', () => {
  const cases = [
    ...ACTIVATIONS.map((activation) => ({ activation })),
    ...POSITIONS.map((position) => ({ positionEncoding: position })),
    { norm: 'pre' },
    { tieEmbeddings: false },
    { dropout },
    { norm: 'pre', dropout, tieEmbeddings: false, positionEncoding: 'rotary' },
  ];

  it.each(cases)('agree with finite differences: %o', (options) => {
    const model = tinyModel(engine, tinyOptions({ positionEncoding: 'learned', ...options }));
    const key = { seed: 5, step: 3 };
    const weights = [...model.weights];
    const { grads, value } = variableGrads(
      () => lossOf(model, key),
      weights.map(([, weight]) => weight),
    );
    expect(value.dataSync()[0]).toBeGreaterThan(0);
    for (const [name, weight] of weights) {
      const gradient = grads[weight.name]!.dataSync<'float32'>();
      const norm = Math.hypot(...gradient);
      const rise = slope(weight, gradient, () => tidy(() => lossOf(model, key).dataSync()[0]!));
      expect(Math.abs(rise - norm), `${name}: ${rise} and ${norm}`).toBeLessThan(2e-3 + 0.02 * norm);
    }
  });
});

/** Central difference of the loss along the gradient's direction: the gradient's norm, if and only if it is right. */
function slope(weight: Variable, gradient: Float32Array, loss: () => number): number {
  const norm = Math.max(1e-12, Math.hypot(...gradient));
  const start = weight.dataSync<'float32'>().slice();
  const at = (step: number) => {
    assign(
      weight,
      start.map((x, i) => x + (step * gradient[i]!) / norm),
    );
    return loss();
  };
  const epsilon = 3e-3;
  const rise = (at(epsilon) - at(-epsilon)) / (2 * epsilon);
  assign(weight, start);
  return rise;
}

function assign(weight: Variable, values: Float32Array): void {
  const [fresh] = openWeights(new Map([['w', { shape: weight.shape, values }]])).values();
  weight.assign(fresh!);
  fresh!.dispose();
}

describe('a model', () => {
  it('gives the same states from weights that were read and opened again', () => {
    const options = tinyOptions();
    const model = tinyModel(engine, options);
    const again = open(engine, options, openWeights(readWeights(model.weights)));
    expect(statesOf(again, sequences)).toEqual(statesOf(model, sequences));
  });

  it('drops differently at each step and not at all in evaluation', () => {
    const model = tinyModel(engine, tinyOptions({ dropout }));
    const loss = (key: { seed: number; step: number } | null) => tidy(() => lossOf(model, key).dataSync()[0]);
    expect(loss({ seed: 1, step: 1 })).toBe(loss({ seed: 1, step: 1 }));
    const losses = [
      loss({ seed: 1, step: 1 }),
      loss({ seed: 1, step: 2 }),
      loss({ seed: 2, step: 1 }),
      loss(null),
    ];
    expect(new Set(losses).size).toBe(4);
    expect(loss(null)).toBe(tidy(() => lossOf(tinyModel(engine, tinyOptions())).dataSync()[0]));
  });

  it('leaves no tensor behind', () => {
    const before = memory().numTensors;
    const model = tinyModel(engine, tinyOptions({ positionEncoding: 'sinusoidal' }));
    statesOf(model, sequences);
    model.dispose();
    disposeWeights(model.weights);
    expect(memory().numTensors).toBe(before);
  });
});

/** A model over sequences that share prefixes, against the same sequences one by one. */
import { add, mul, sum, tensor2d, tidy, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { noise, relativeError } from '../../bench/reference.mjs';
import type { Engine } from '../../src/engines/engine.js';
import { nativeStatus } from '../../src/engines/native/addon.js';
import { openEngine } from '../../src/engines/open.js';
import { POSITIONS } from '../../src/models/gpt/options.js';
import { lastTokens, raggedBatch, sharedBatch } from '../../src/models/shared/batch.js';
import { nextTokens } from '../../src/training/objectives/next-token.js';
import type { RaggedBatch } from '../../src/models/shared/batch.js';
import type { Network } from '../../src/models/network.js';
import { patterned, tinyModel, tinyOptions } from './tiny.js';
import { instructionSet } from '../engines/instruction-sets.js';

const native = nativeStatus().available;
if (!native) console.warn(`Skipped: bits of shared prefixes on native; ${nativeStatus().detail}.`);

/** Gradients are sums of some hundred float32 terms, here in another order. */
const TOLERANCE = 5e-6;
const WIDTH = 16;

/** Passages of some lengths around the kernels' borders, each with endings of its own; a sentence between them. */
const examples = [
  withEndings(37, [1, 9, 30, 2]),
  [patterned(6)],
  withEndings(5, [3, 3]),
  withEndings(64, [1, 1]),
  withEndings(16, [33, 2, 15]),
];
const sequences = examples.flat();

function withEndings(length: number, endings: readonly number[]): Uint16Array[] {
  const passage = [...patterned(length), 2];
  return endings.map((own, i) => Uint16Array.from([...passage, ...patterned(own, i + 2)]));
}

const modelOf = (engine: Engine, options: object) =>
  tinyModel(engine, tinyOptions({ hiddenSize: WIDTH, contextLength: 100, ...options }));

function statesOf(model: Network, batch: RaggedBatch): Float32Array {
  return tidy(() => model.states(batch, null).dataSync<'float32'>().slice());
}

/** The states of each sequence of a batch, all its tokens from the first to the last. */
function bySequence(batch: RaggedBatch, states: Float32Array): number[][] {
  const rows = (s: number) => [...states.subarray(batch.offsets[s]! * WIDTH, batch.offsets[s + 1]! * WIDTH)];
  const ends = new Set([...lastTokens(batch)].map((last) => last + 1));
  return [...batch.prefixes].flatMap((prefix, s) => {
    if (!ends.has(batch.offsets[s + 1]!)) return [];
    return [prefix < 0 ? rows(s) : [...rows(prefix), ...rows(s)]];
  });
}

describe.skipIf(!native)('on the native engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ name: 'native', precision: 'float32', threads: 2, instructionSet });
  });

  it.each(POSITIONS)('states have the bits of the separate sequences: %s positions', (position) => {
    const model = modelOf(engine, { positionEncoding: position });
    const [shared, alone] = [sharedBatch(examples), raggedBatch(sequences)];
    expect(shared.tokens.length).toBeLessThan(0.7 * alone.tokens.length);
    const states = bySequence(shared, statesOf(model, shared));
    expect(states).toEqual(bySequence(alone, statesOf(model, alone)));
    expect(states).toEqual(
      sequences.flatMap((sequence) => {
        const single = raggedBatch([sequence]);
        return bySequence(single, statesOf(model, single));
      }),
    );
  });
});

describe.each(native ? (['native', 'wasm'] as const) : (['wasm'] as const))('on the engine %s', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ name, precision: 'float32', threads: 2, instructionSet });
  });

  /** The language-model loss and a weighting of the last states. */
  function lossOf(model: Network, batch: RaggedBatch): Scalar {
    const states = model.states(batch, null);
    const { targets, weights } = nextTokens(batch);
    const last = engine.ops.embed(states, lastTokens(batch));
    const ask = mul(last, tensor2d(noise(sequences.length * WIDTH, 3), [sequences.length, WIDTH]));
    return add(engine.ops.tiedCrossEntropy(states, model.output, targets, weights), sum(ask));
  }

  it.each(POSITIONS)('loss and gradients are those of the separate sequences: %s positions', (position) => {
    const model = modelOf(engine, { positionEncoding: position });
    const lossAndGradients = (batch: RaggedBatch) => {
      const { value, grads } = variableGrads(() => lossOf(model, batch), [...model.weights.values()]);
      return {
        loss: value.dataSync()[0]!,
        gradients: Object.entries(grads).map(([key, g]) => [key, g.dataSync()] as const),
      };
    };
    const shared = lossAndGradients(sharedBatch(examples));
    const alone = lossAndGradients(raggedBatch(sequences));
    expect(shared.loss).toBeCloseTo(alone.loss, 5);
    const expected = new Map(alone.gradients);
    for (const [key, gradient] of shared.gradients)
      expect(relativeError(gradient, expected.get(key) ?? []), key).toBeLessThan(TOLERANCE);
  });
});

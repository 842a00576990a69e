/** Every engine against the definitions in double precision, forward and backward, and against each other. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { noise, relativeError } from '../../bench/reference.mjs';
import type { Engine, FusedOps } from '../../src/engines/engine.js';
import { nativeStatus } from '../../src/engines/native/addon.js';
import { openEngine } from '../../src/engines/open.js';
import type { EngineName } from '../../src/engines/index.js';
import { DROPOUT, dropoutFactor, NO_DROPOUT, OP_CASES, SHARED, SHARED_SEQUENCES } from './cases.js';
import type { OpCase } from './cases.js';
import { centralDifferences } from './differences.js';
import { instructionSet } from './instruction-sets.js';

const ENGINES: readonly EngineName[] = nativeStatus().available ? ['cpu', 'wasm', 'native'] : ['cpu', 'wasm'];
if (!nativeStatus().available) console.warn(`Skipped: parity of native; ${nativeStatus().detail}.`);

/** Float32 sums of some tens of terms; the approximations of erf, tanh and exp in tfjs are as coarse. */
const VALUE_TOLERANCE = 2e-6;
const GRADIENT_TOLERANCE = 5e-6;

const outValues = (op: OpCase) =>
  noise(
    op.outShape.reduce((a, b) => a * b, 1),
    99,
  );

function differentiate(ops: FusedOps, op: OpCase): Float32Array[] {
  return tf.tidy(() => {
    const inputs = op.inputs.map(({ values, shape }) => tf.tensor(values, shape));
    const dOut = tf.tensor(outValues(op), op.outShape);
    const { value, grads } = tf.valueAndGrads((...x: tf.Tensor[]) => op.run(ops, x))(inputs, dOut);
    return [value, ...grads].map((tensor) => tensor.dataSync<'float32'>()).map((x) => x.slice());
  });
}

describe.each(ENGINES)('engine %s', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ name, precision: 'float32', threads: 2, instructionSet });
  });

  it.each(OP_CASES)('computes $name', (op) => {
    const [value = []] = differentiate(engine.ops, op);
    const expected = op.expected(...op.inputs.map(({ values }) => values));
    expect(relativeError(value, expected)).toBeLessThan(VALUE_TOLERANCE);
  });

  it.each(OP_CASES)('differentiates $name as central differences do', (op) => {
    const [, ...gradients] = differentiate(engine.ops, op);
    const values = op.inputs.map((input) => input.values);
    expect(gradients.length).toBe(values.length);
    gradients.forEach((gradient, i) => {
      const forward = (x: Float64Array) =>
        op.expected(...values.map((own, j) => (j === i ? (x as unknown as Float32Array) : own)));
      const expected = centralDifferences(values[i]!, forward, outValues(op));
      expect(relativeError(gradient, expected), `input ${i}`).toBeLessThan(GRADIENT_TOLERANCE);
    });
  });

  it('drops the same elements as every engine', () => {
    const ones = tf.ones<tf.Rank.R2>([9, 14]);
    const kept = engine.ops.dropout(ones, DROPOUT).dataSync();
    expect(digest(kept)).toBe(maskDigest);
  });

  it('attends within each sequence as if it were alone, to the bit where sums run in order', () => {
    const qkv = noise(16 * 24, 5, 2);
    const rowsOf = (values: Float32Array, tokens: readonly number[], width: number) =>
      Float32Array.from(tokens.flatMap((n) => [...values.subarray(n * width, (n + 1) * width)]));
    const attend = (values: Float32Array, offsets: Int32Array, prefixes: Int32Array) =>
      tf.tidy(() =>
        engine.ops
          .attention(tf.tensor2d(values, [values.length / 24, 24]), {
            heads: 2,
            causal: true,
            offsets,
            prefixes,
            dropout: NO_DROPOUT,
            slopes: null,
            rotary: null,
          })
          .dataSync<'float32'>()
          .slice(),
      ) as Float32Array;
    const together = attend(qkv, SHARED.offsets, SHARED.prefixes);
    for (const tokens of SHARED_SEQUENCES) {
      const [alone, length] = [rowsOf(qkv, tokens, 24), tokens.length];
      const expected = attend(alone, Int32Array.of(0, length), Int32Array.of(-1));
      const part = rowsOf(together, tokens, 8);
      if (name === 'wasm')
        expect(relativeError(part, expected)).toBeLessThan(VALUE_TOLERANCE); // vector sums end elsewhere
      else expect([...part]).toEqual([...expected]);
    }
  });

  it('gives the same bits twice', () => {
    for (const op of OP_CASES) expect(differentiate(engine.ops, op)).toEqual(differentiate(engine.ops, op));
  });

  it('leaves no tensors behind', () => {
    OP_CASES.forEach((op) => differentiate(engine.ops, op)); // tables that an engine keeps
    const before = tf.memory().numTensors;
    for (const op of OP_CASES) differentiate(engine.ops, op);
    expect(tf.memory().numTensors).toBe(before);
  });

  const OPTIONS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, maxGradNorm: 0.5 };

  /** Three steps on a matrix w [1, 3] from `start`, with the gradients of each; and what the engine then holds. */
  async function trained(
    start: readonly number[],
    gradients: readonly (readonly number[])[],
    { loss = 1, undecayed = new Set<string>() } = {},
  ) {
    const values = new Map([['w', { shape: [1, 3], values: Float32Array.from(start) }]]);
    const training = engine.openTraining(values, null);
    const norms: number[] = [];
    for (const [i, gradient] of gradients.entries()) {
      const [g, l] = [tf.tensor2d([...gradient], [1, 3]), tf.scalar(loss)];
      const step = { step: i + 1, learningRate: 0.01, options: OPTIONS, undecayed };
      norms.push(await training.update(new Map([['w', g]]), l, step));
      tf.dispose([g, l]);
    }
    const { weights, moments } = await training.read();
    training.dispose();
    return { norms, weights: [...weights.get('w')!.values], moments: moments.get('w')! };
  }

  it('updates weights by AdamW, the gradients clipped to their global norm', async () => {
    const start = [1, -2, 0.5];
    const gradients = [
      [0.5, -1, 0],
      [0.25, 3, 0],
      [-0.1, 0.2, 0],
    ];
    const { norms, weights } = await trained(start, gradients);
    const expected = gradients.map((gradient) => Math.hypot(...gradient));
    norms.forEach((norm, i) => expect(norm).toBeCloseTo(expected[i]!, 6));
    const scales = expected.map((norm) => Math.min(1, 0.5 / norm));
    const byHand = start.map((w, i) =>
      adamwByHand(
        w,
        gradients.map((g, step) => g[i]! * scales[step]!),
      ),
    );
    expect(relativeError(weights, byHand)).toBeLessThan(5e-7);
  });

  it('leaves a matrix undecayed where the step says so', async () => {
    const decayed = await trained([1, -2, 0.5], [[0.5, -1, 0]]);
    const excluded = await trained([1, -2, 0.5], [[0.5, -1, 0]], { undecayed: new Set(['w']) });
    [1, -2, 0.5].forEach((w, i) =>
      expect(excluded.weights[i]! - decayed.weights[i]!).toBeCloseTo(0.01 * 0.1 * w, 6),
    );
    expect(excluded.moments).toEqual(decayed.moments);
  });

  it('makes no step whose gradient or loss is not finite, nor any after it', async () => {
    const good = [0.5, -1, 0];
    const once = await trained([1, -2, 0.5], [good]);
    const spoilt = await trained([1, -2, 0.5], [good, [NaN, 1, 0], good]);
    expect(spoilt.norms[1]).toBeNaN();
    expect(spoilt.weights).toEqual(once.weights);
    expect(spoilt.moments).toEqual(once.moments);
    expect((await trained([1, -2, 0.5], [good], { loss: Infinity })).weights).toEqual([1, -2, 0.5]);
  });
});

/** Algorithm 2 of Loshchilov & Hutter 2019 for one number, β₁ 0.9, β₂ 0.999, ε 1e-8, rate 0.01, decay 0.1. */
function adamwByHand(start: number, gradients: readonly number[]): number {
  let [w, m, v] = [start, 0, 0];
  gradients.forEach((g, i) => {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const [mHat, vHat] = [m / (1 - 0.9 ** (i + 1)), v / (1 - 0.999 ** (i + 1))];
    w -= 0.01 * (mHat / (Math.sqrt(vHat) + 1e-8) + 0.1 * w);
  });
  return w;
}

/** One character an element: kept or dropped. */
const digest = (values: ArrayLike<number>) => Array.from(values, (x) => (x === 0 ? '.' : 'x')).join('');
const maskDigest = digest(
  Array.from({ length: 9 * 14 }, (_, i) => dropoutFactor(DROPOUT, Math.floor(i / 14), i % 14)),
);

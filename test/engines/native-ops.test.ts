import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import * as reference from '../../bench/reference.mjs';
import { loadAddon, nativeStatus } from '../../src/engines/native/addon.js';
import { openEngine } from '../../src/engines/open.js';
import type { FusedOps } from '../../src/engines/engine.js';
import { instructionSet } from './instruction-sets.js';

const { noise, relativeError } = reference;
const available = loadAddon(instructionSet) !== null;
if (!available) console.warn(`Skipped: tests of the native ops; ${nativeStatus(instructionSet).detail}.`);

const TOLERANCE = 2e-6; // float32 sums of up to some hundred terms
const DROPOUT = { rate: 0.1, seed: 12, step: 3, site: 4 };
const NO_DROPOUT = { ...DROPOUT, rate: 0 };

/** Value and gradients of op at its inputs, for dOut from above. */
function differentiate(op: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[], dOut: tf.Tensor) {
  const { value, grads } = tf.valueAndGrads(op)(inputs, dOut);
  return [value, ...grads].map((tensor) => tensor.dataSync());
}

function expectClose(actual: readonly ArrayLike<number>[], expected: readonly (ArrayLike<number> | null)[]) {
  expect(actual.length).toBe(expected.length);
  actual.forEach((values, i) =>
    expect(relativeError(values, expected[i] ?? []), `${i}`).toBeLessThan(TOLERANCE),
  );
}

describe.skipIf(!available)('native ops', () => {
  let ops: FusedOps;
  beforeAll(async () => {
    ({ ops } = await openEngine({ name: 'native', precision: 'float32', threads: 2, instructionSet }));
  });

  test('attention with everything on has its gradient', () => {
    const [offsets, prefixes] = [Int32Array.of(0, 1, 40, 45), Int32Array.of(-1, -1, -1)];
    const slopes = Float32Array.of(0.5, 0.25);
    const rotary = Int32Array.from({ length: 45 }, (_, i) => (i < 1 ? 0 : i < 40 ? i - 1 : i - 40));
    const fields = {
      rows: 45,
      heads: 2,
      headSize: 6,
      offsets,
      prefixes,
      slopes,
      positions: rotary,
      ...DROPOUT,
    };
    const [qkv, dOut] = [noise(45 * 36, 5), noise(45 * 12, 6)];
    const op = (x: tf.Tensor) =>
      ops.attention(x as tf.Tensor2D, {
        heads: 2,
        causal: true,
        offsets,
        prefixes,
        slopes,
        rotary,
        dropout: DROPOUT,
      });
    const { out, dQkv } = reference.attention({ ...fields, qkv, dOut });
    expectClose(differentiate(op, [tf.tensor2d(qkv, [45, 36])], tf.tensor2d(dOut, [45, 12])), [out, dQkv]);
  });

  test('addNorm and norm have their gradients', () => {
    const [x, branch, gain, bias, dOut] = [
      noise(45, 7),
      noise(45, 8),
      noise(9, 9),
      noise(9, 10),
      noise(45, 11),
    ];
    const [shape, vectors] = [[5, 9] as [number, number], [tf.tensor1d(gain), tf.tensor1d(bias)]];
    const added = reference.norm({ rows: 5, width: 9, x, branch, gain, bias, dOut, ...DROPOUT });
    const addNorm = ((a: tf.Tensor2D, b: tf.Tensor2D, g: tf.Tensor1D, c: tf.Tensor1D) =>
      ops.addNorm({ x: a, branch: b, gain: g, bias: c, dropout: DROPOUT })) as unknown as () => tf.Tensor;
    const inputs = [tf.tensor2d(x, shape), tf.tensor2d(branch, shape), ...vectors];
    expectClose(differentiate(addNorm, inputs, tf.tensor2d(dOut, shape)), [
      ...[added.out, added.dx, added.dBranch, added.dGain, added.dBias],
    ]);
    const plain = reference.norm({ rows: 5, width: 9, x, branch: null, gain, bias, dOut, ...NO_DROPOUT });
    const norm = ((a: tf.Tensor2D, g: tf.Tensor1D, c: tf.Tensor1D) =>
      ops.norm(a, g, c)) as unknown as () => tf.Tensor;
    expectClose(differentiate(norm, [tf.tensor2d(x, shape), ...vectors], tf.tensor2d(dOut, shape)), [
      ...[plain.out, plain.dx, plain.dGain, plain.dBias],
    ]);
  });

  test('dropout drops the same places again in its gradient', () => {
    const op = (x: tf.Tensor) => ops.dropout(x as tf.Tensor2D, DROPOUT);
    const ones = tf.ones<tf.Rank.R2>([20, 30]);
    const [out, gradient] = differentiate(op, [ones], ones);
    expect(gradient).toEqual(out);
    expect(out!.filter((value) => value === 0).length).toBeGreaterThan(30);
  });

  test('embed adds the gradients of repeated ids', () => {
    const op = (table: tf.Tensor) => ops.embed(table as tf.Tensor2D, Int32Array.of(2, 0, 2));
    const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const [out = [], gradient = []] = differentiate(op, [table], tf.tensor2d([1, 10, 2, 20, 4, 40], [3, 2]));
    expect(Array.from(out)).toEqual([5, 6, 1, 2, 5, 6]);
    expect(Array.from(gradient)).toEqual([2, 20, 0, 0, 5, 50]);
  });

  test('tied cross-entropy has its gradients, scaled from above, and the same loss without them', () => {
    const [h, table] = [noise(30, 12), noise(55, 13)];
    const targets = Int32Array.of(0, 10, 3, 4, 5, 6);
    const weights = Float32Array.of(0.5, 0, 1, 0.25, 0, 2);
    const fields = { rows: 6, width: 5, entries: 11, h, table, targets, weights };
    const { loss, dh, dTable } = reference.crossEntropy(fields);
    const op = ((a: tf.Tensor2D, b: tf.Tensor2D) =>
      ops.tiedCrossEntropy(a, b, targets, weights)) as unknown as () => tf.Tensor;
    const inputs = [tf.tensor2d(h, [6, 5]), tf.tensor2d(table, [11, 5])];
    const [value = [], ...grads] = differentiate(op, inputs, tf.scalar(3));
    expectClose([value, ...grads], [[loss], dh.map((v) => v * 3), dTable.map((v) => v * 3)]);
    const [a, b] = inputs as [tf.Tensor2D, tf.Tensor2D];
    expect(ops.tiedCrossEntropy(a, b, targets, weights).dataSync()).toEqual(value);
  });
});

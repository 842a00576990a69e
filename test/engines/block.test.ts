/** The native block beside the composition of its parts. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { BF16_CASES } from '../../bench/cases.mjs';
import { noise, relativeError } from '../../bench/reference.mjs';
import { blockOf } from '../../src/engines/ops/block.js';
import type { BlockOp, BlockOptions, BlockWeights } from '../../src/engines/engine.js';
import { loadAddon, nativeStatus } from '../../src/engines/native/addon.js';
import type { Addon } from '../../src/engines/native/kernels.js';
import { openEngine } from '../../src/engines/open.js';
import { DROPOUT, NO_DROPOUT, SHARED } from './cases.js';
import { instructionSet } from './instruction-sets.js';

const addon = loadAddon(instructionSet);
if (addon === null)
  console.warn(`Skipped: tests of the native block; ${nativeStatus(instructionSet).detail}.`);

const [ROWS, WIDTH, HIDDEN] = [16, 24, 40];
/** [rows, columns] of each parameter, in the order of `weightsOf`; vectors have no columns. */
const SHAPES = [
  ...[[WIDTH, 3 * WIDTH], [3 * WIDTH], [WIDTH, WIDTH], [WIDTH], [WIDTH], [WIDTH]],
  ...[[WIDTH, HIDDEN], [HIDDEN], [HIDDEN, WIDTH], [WIDTH], [WIDTH], [WIDTH]],
];

function weightsOf(tensors: readonly tf.Tensor[]): BlockWeights {
  const matrix = (i: number) => tensors[i] as tf.Tensor2D;
  const vector = (i: number) => tensors[i] as tf.Tensor1D;
  return {
    qkv: { weight: matrix(0), bias: vector(1) },
    mix: { weight: matrix(2), bias: vector(3) },
    norm1: { gain: vector(4), bias: vector(5) },
    input: { weight: matrix(6), bias: vector(7) },
    output: { weight: matrix(8), bias: vector(9) },
    norm2: { gain: vector(10), bias: vector(11) },
  };
}

const OPTIONS: BlockOptions = {
  norm: 'post',
  activation: 'gelu',
  attention: {
    heads: 2,
    causal: true,
    ...{ offsets: SHARED.offsets, prefixes: SHARED.prefixes },
    dropout: DROPOUT,
    slopes: null,
    rotary: null,
  },
  dropout: { attention: { ...DROPOUT, site: 6 }, feedForward: { ...DROPOUT, site: 7 } },
};
const UNDROPPED = {
  attention: { ...OPTIONS.attention, dropout: NO_DROPOUT },
  dropout: { attention: NO_DROPOUT, feedForward: NO_DROPOUT },
};
const VARIANTS: readonly { name: string; options: BlockOptions }[] = [
  { name: 'post-norm', options: OPTIONS },
  { name: 'post-norm without dropout', options: { ...OPTIONS, ...UNDROPPED } },
  { name: 'pre-norm', options: { ...OPTIONS, norm: 'pre', activation: 'swish' } },
  { name: 'pre-norm without dropout', options: { ...OPTIONS, ...UNDROPPED, norm: 'pre' } },
  {
    name: 'post-norm with ALiBi',
    options: { ...OPTIONS, attention: { ...OPTIONS.attention, slopes: Float32Array.of(0.5, 0.25) } },
  },
  {
    name: 'pre-norm with rotary positions',
    options: { ...OPTIONS, norm: 'pre', attention: { ...OPTIONS.attention, rotary: SHARED.positions } },
  },
  {
    name: 'a block that is not causal',
    options: {
      ...OPTIONS,
      attention: { ...OPTIONS.attention, causal: false, prefixes: SHARED.prefixes.map(() => -1) },
    },
  },
];

/** The output, without and with a backward pass, and the gradients of x and the parameters. */
function resultsOf(block: BlockOp, options: BlockOptions): Float32Array[] {
  return tf.tidy(() => {
    const inputs = [
      tf.tensor(noise(ROWS * WIDTH, 1, 2), [ROWS, WIDTH]),
      ...SHAPES.map((shape, i) => tf.tensor(noise(tf.util.sizeFromShape(shape), i + 2, 0.5), shape)),
    ];
    const op = (...[x, ...rest]: tf.Tensor[]) => block(x as tf.Tensor2D, weightsOf(rest), options);
    const { value, grads } = tf.valueAndGrads(op)(inputs, tf.tensor(noise(ROWS * WIDTH, 50), [ROWS, WIDTH]));
    return [op(...inputs), value, ...grads].map((tensor) => tensor.dataSync<'float32'>().slice());
  });
}

describe.skipIf(addon === null)('the native block', () => {
  const opened = (precision: 'float32' | 'bf16') =>
    openEngine({ name: 'native', precision, threads: 2, instructionSet });

  it.each(VARIANTS)('has the bits of its parts in float32: $name', async ({ options }) => {
    const { ops } = await opened('float32');
    expect(resultsOf(ops.block, options)).toEqual(resultsOf(blockOf(ops), options));
  });

  it.each(VARIANTS)(
    'computes in bfloat16 what its parts do, but for the rounding: $name',
    async ({ options }) => {
      const { ops } = await opened('bf16');
      const expected = resultsOf(blockOf(ops), options);
      resultsOf(ops.block, options).forEach((values, i) =>
        expect(relativeError(values, expected[i]!), `${i}`).toBeLessThan(0.03),
      );
    },
  );

  it('leaves no tensors behind', async () => {
    const { ops } = await opened('bf16');
    resultsOf(ops.block, OPTIONS);
    const before = tf.memory().numTensors;
    VARIANTS.forEach(({ options }) => resultsOf(ops.block, options));
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(BF16_CASES)('$name: near the float64 reference, as bfloat16 has 8 bits', (kernelCase) => {
    const expected = kernelCase.expected();
    for (const [name, values] of Object.entries(kernelCase.run(addon as Addon)))
      expect(relativeError(values, expected[name]!), name).toBeLessThan(0.03);
  });
});

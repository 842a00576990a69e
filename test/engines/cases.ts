/** Every differentiable fused op with inputs, and its definition in double precision. */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as reference from '../../bench/reference.mjs';
import type { AttentionOptions, Dropout, FusedOps } from '../../src/engines/engine.js';
import { ACTIVATIONS } from '../../src/engines/engine.js';
import type { Activation } from '../../src/engines/engine.js';

const { noise } = reference;

export interface OpCase {
  readonly name: string;
  readonly inputs: readonly { readonly values: Float32Array; readonly shape: number[] }[];
  readonly outShape: number[];
  run(ops: FusedOps, inputs: readonly Tensor[]): Tensor;
  /** The op's values in double precision. The reference reads any array of numbers. */
  expected(...inputs: Float32Array[]): ArrayLike<number>;
}

export const DROPOUT: Dropout = { rate: 0.3, seed: 4_000_000_007, step: 17, site: 5 };
export const NO_DROPOUT: Dropout = { ...DROPOUT, rate: 0 };

/** Segments of 1, 5, 1 and 9 tokens. */
const OFFSETS = Int32Array.of(0, 1, 6, 7, 16);
const POSITIONS = Int32Array.of(0, 0, 1, 2, 3, 4, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
const ALONE = Int32Array.of(-1, -1, -1, -1);
/** Segments of 2, 4, 1, 3, 1 and 5 tokens; the second is the prefix of the two behind it, the fifth of the last. */
export const SHARED = {
  offsets: Int32Array.of(0, 2, 6, 7, 10, 11, 16),
  prefixes: Int32Array.of(-1, -1, 1, 1, -1, 4),
  positions: Int32Array.of(0, 1, 0, 1, 2, 3, 4, 4, 5, 6, 0, 1, 2, 3, 4, 5),
};
/** The flat tokens of its sequences. */
export const SHARED_SEQUENCES = [
  [0, 1],
  [2, 3, 4, 5, 6],
  [2, 3, 4, 5, 7, 8, 9],
  [10, 11, 12, 13, 14, 15],
];
const SLOPES = Float32Array.of(0.5, 0.0625);

/** What dropout multiplies the element (row, column) by. */
export function dropoutFactor({ rate, seed, step, site }: Dropout, row: number, column: number): number {
  const word = reference.philox([column >> 3, row, site, step], [seed, 0])[(column & 7) >> 1]!;
  const [draw, threshold] = [(word >>> (16 * (column & 1))) & 0xffff, Math.round(rate * 65536)];
  return draw >= threshold ? Math.fround(65536 / (65536 - threshold)) : 0;
}

const matrix = (rows: number, columns: number, seed: number) => ({
  values: noise(rows * columns, seed),
  shape: [rows, columns],
});
const vector = (length: number, seed: number) => ({ values: noise(length, seed), shape: [length] });

const linearCase: OpCase = {
  name: 'linear',
  inputs: [matrix(6, 5, 1), matrix(5, 7, 2), vector(7, 3)],
  outShape: [6, 7],
  run: (ops, [x, w, b]) => ops.linear(x as Tensor2D, w as Tensor2D, b as Tensor1D),
  expected: (x, w, b) =>
    reference.linear({ rows: 6, inputs: 5, outputs: 7, x, w, b, dOut: noise(42, 99) }).out,
};

function feedForwardCase(activation: Activation): OpCase {
  const [rows, width, hiddenWidth] = [6, 5, 7];
  const shared = { rows, width, hiddenWidth, activation, dOut: noise(rows * width, 99) };
  return {
    name: `feedForward with ${activation}`,
    inputs: [
      matrix(rows, width, 1),
      ...[matrix(width, hiddenWidth, 2), vector(hiddenWidth, 3)],
      ...[matrix(hiddenWidth, width, 13), vector(width, 14)],
    ],
    outShape: [rows, width],
    run: (ops, inputs) => {
      const [x, w1, b1, w2, b2] = inputs as [Tensor2D, Tensor2D, Tensor1D, Tensor2D, Tensor1D];
      return ops.feedForward(x, { w1, b1, w2, b2 }, activation);
    },
    expected: (...inputs) => {
      const [x, w1, b1, w2, b2] = inputs as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      return reference.feedForward({ ...shared, x, w1, b1, w2, b2 }).out;
    },
  };
}

function attentionCase(name: string, changes: Partial<AttentionOptions>): OpCase {
  const [rows, heads, headSize] = [16, 2, 4];
  const width = heads * headSize;
  const options: AttentionOptions = {
    heads,
    causal: true,
    offsets: OFFSETS,
    prefixes: ALONE,
    dropout: NO_DROPOUT,
    slopes: null,
    rotary: null,
    ...changes,
  };
  const { causal, offsets, prefixes, dropout, slopes, rotary } = options;
  const shared = { rows, heads, headSize, causal, offsets, prefixes, slopes, positions: rotary, ...dropout };
  return {
    name: `attention ${name}`,
    inputs: [{ values: noise(rows * 3 * width, 4, 2), shape: [rows, 3 * width] }],
    outShape: [rows, width],
    run: (ops, [qkv]) => ops.attention(qkv as Tensor2D, options),
    expected: (qkv) => reference.attention({ ...shared, qkv, dOut: noise(rows * width, 99) }).out,
  };
}

function normCase(drop: Dropout | null): OpCase {
  const [rows, width] = [5, 9];
  const shared = { rows, width, dOut: noise(rows * width, 99), ...(drop ?? NO_DROPOUT) };
  const vectors = [vector(width, 7), vector(width, 8)];
  if (drop === null)
    return {
      name: 'norm',
      inputs: [matrix(rows, width, 5), ...vectors],
      outShape: [rows, width],
      run: (ops, [x, gain, bias]) => ops.norm(x as Tensor2D, gain as Tensor1D, bias as Tensor1D),
      expected: (x, gain, bias) => reference.norm({ ...shared, x, branch: null, gain, bias }).out,
    };
  return {
    name: `addNorm with dropout ${drop.rate}`,
    inputs: [matrix(rows, width, 5), matrix(rows, width, 6), ...vectors],
    outShape: [rows, width],
    run: (ops, [x, branch, gain, bias]) =>
      ops.addNorm({
        x: x as Tensor2D,
        branch: branch as Tensor2D,
        gain: gain as Tensor1D,
        bias: bias as Tensor1D,
        dropout: drop,
      }),
    expected: (x, branch, gain, bias) => reference.norm({ ...shared, x, branch, gain, bias }).out,
  };
}

const IDS = Int32Array.of(3, 0, 3, 1, 3);

const embedCase: OpCase = {
  name: 'embed with repeated ids',
  inputs: [matrix(4, 3, 9)],
  outShape: [5, 3],
  run: (ops, [table]) => ops.embed(table as Tensor2D, IDS),
  expected: (table) => Array.from(IDS, (id) => [...table.subarray(id * 3, id * 3 + 3)]).flat(),
};

const dropoutCase: OpCase = {
  name: 'dropout',
  inputs: [matrix(7, 10, 10)],
  outShape: [7, 10],
  run: (ops, [x]) => ops.dropout(x as Tensor2D, DROPOUT),
  expected: (x) => x.map((value, i) => value * dropoutFactor(DROPOUT, Math.floor(i / 10), i % 10)),
};

function crossEntropyCase(name: string, weights: Float32Array): OpCase {
  const [rows, width, entries] = [6, 5, 11];
  const targets = Int32Array.of(0, 10, 3, 4, 5, 6);
  return {
    name: `tiedCrossEntropy ${name}`,
    inputs: [matrix(rows, width, 11), matrix(entries, width, 12)],
    outShape: [],
    run: (ops, [h, table]) => ops.tiedCrossEntropy(h as Tensor2D, table as Tensor2D, targets, weights),
    expected: (h, table) => [
      reference.crossEntropy({ rows, width, entries, h, table, targets, weights }).loss,
    ],
  };
}

export const OP_CASES: readonly OpCase[] = [
  linearCase,
  ...ACTIVATIONS.map(feedForwardCase),
  attentionCase('over ragged segments', {}),
  attentionCase('with ALiBi', { slopes: SLOPES }),
  attentionCase('with rotary positions', { rotary: POSITIONS }),
  attentionCase('with dropout', { dropout: DROPOUT }),
  attentionCase('with ALiBi, rotary positions and dropout', {
    slopes: SLOPES,
    rotary: POSITIONS,
    dropout: DROPOUT,
  }),
  attentionCase('over one segment', { offsets: Int32Array.of(0, 16), prefixes: Int32Array.of(-1) }),
  attentionCase('behind shared prefixes', { offsets: SHARED.offsets, prefixes: SHARED.prefixes }),
  attentionCase('behind shared prefixes, with ALiBi, rotary positions and dropout', {
    offsets: SHARED.offsets,
    prefixes: SHARED.prefixes,
    slopes: SLOPES,
    rotary: SHARED.positions,
    dropout: DROPOUT,
  }),
  attentionCase('to both sides', { causal: false }),
  attentionCase('to both sides, with ALiBi, rotary positions and dropout', {
    causal: false,
    slopes: SLOPES,
    rotary: POSITIONS,
    dropout: DROPOUT,
  }),
  normCase(null),
  normCase(NO_DROPOUT),
  normCase(DROPOUT),
  dropoutCase,
  embedCase,
  crossEntropyCase('with rows of no weight', Float32Array.of(0.5, 0, 1, 0.25, 0, 2)),
  crossEntropyCase('where every row has weight', Float32Array.of(1, 1, 1, 1, 1, 1)),
  crossEntropyCase('where no row has weight', new Float32Array(6)),
];

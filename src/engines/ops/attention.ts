/**
 * Multi-head attention (Vaswani et al. 2017) inside each sequence of a ragged batch: softmax(q·kᵀ/√dh + bias)·v.
 * The sequence of each segment, its prefix included, is padded at its end to the longest, [S, T]; no query sees the
 * padding: of causal attention it lies after it, else the biases hide it. What a segment computes for the tokens of its prefix is not used.
 */
import { add, matMul, mul, reshape, softmax, tensor2d, tensor3d, tensor4d } from '@tensorflow/tfjs-core';
import type { Rank, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { AttentionOptions, FusedOps } from '../engine.js';
import { fillFactors } from './dropout.js';
import { rowsOf } from './rows.js';

/** Added to the score of a key that a query may not see; e to it is 0 in float32. */
const HIDDEN = -1e9;

/** The sequence of a segment: `before` tokens from flat token `prefix` on, then its own `length` from `start` on. */
interface Sequence {
  readonly prefix: number;
  readonly before: number;
  readonly start: number;
  readonly length: number;
}

interface Layout {
  readonly options: AttentionOptions;
  readonly sequences: readonly Sequence[];
  /** Tokens N, segments S, longest sequence T, features of a head dh. */
  readonly tokens: number;
  readonly segments: number;
  readonly longest: number;
  readonly size: number;
}

export const attention: FusedOps['attention'] = (qkv, options) => {
  const { heads, dropout } = options;
  const layout = layoutOf(qkv, options);
  checkPrefixes(options);
  const { size, tokens } = layout;
  const rows = reshape<Rank.R2>(qkv, [tokens * 3 * heads, size]); // row (n·3 + part)·H + h
  const turned = (part: number) => rotated(layout, rowsOf(rows, paddedRows(layout, part)));
  const [q, k] = [turned(0), turned(1)];
  const v = rowsOf(rows, paddedRows(layout, 2)); // (S·H·T, dh)
  const scores = mul(matMul(padded(layout, q), padded(layout, k), false, true), 1 / Math.sqrt(size));
  const kept = softmax(add(scores, options.causal ? causalBiases(layout) : biases(layout))) as Tensor4D; // (S, H, T, T)
  const probabilities = dropout.rate === 0 ? kept : mul(kept, factors(layout));
  const mixed = matMul(probabilities, padded(layout, v)); // (S, H, T, T) x (S, H, T, dh) -> (S, H, T, dh)
  return reshape(rowsOf(reshape(mixed, [-1, size]), tokenRows(layout)), [tokens, heads * size]);
};

function layoutOf(qkv: Tensor2D, options: AttentionOptions): Layout {
  const { heads, offsets, prefixes } = options;
  const lengthOf = (s: number) => offsets[s + 1]! - offsets[s]!;
  const sequences = Array.from(prefixes, (prefix, s) => {
    const shared =
      prefix < 0 ? { prefix: 0, before: 0 } : { prefix: offsets[prefix]!, before: lengthOf(prefix) };
    return { ...shared, start: offsets[s]!, length: lengthOf(s) };
  });
  const longest = Math.max(...sequences.map(({ before, length }) => before + length));
  const [tokens, size] = [qkv.shape[0], qkv.shape[1] / 3 / heads];
  return { options, sequences, tokens, segments: sequences.length, longest, size };
}

const padded = ({ options, segments, longest, size }: Layout, x: Tensor2D): Tensor4D =>
  reshape(x, [segments, options.heads, longest, size]);

/** Calls `visit` for every token of every sequence and head. */
function eachPlace({ options: { heads }, sequences, longest }: Layout, visit: (at: Place) => void): void {
  sequences.forEach(({ prefix, before, start, length }, s) => {
    for (let index = 0; index < before + length; index++) {
      const own = index >= before;
      const token = own ? start + index - before : prefix + index;
      for (let head = 0; head < heads; head++)
        visit({
          token,
          head,
          index,
          length: before + length,
          own,
          row: (s * heads + head) * longest + index,
        });
    }
  });
}

interface Place {
  readonly token: number;
  readonly head: number;
  readonly index: number;
  /** Of its sequence. */
  readonly length: number;
  /** Whether this is the token's own segment, not one that it is in the prefix of. */
  readonly own: boolean;
  /** [segment, head, index] as one row of (S·H·T, …). */
  readonly row: number;
}

/** For each row of (S·H·T): the row of (N·3·H) that part 0 (query), 1 (key) or 2 (value) is; padding repeats row 0. */
function paddedRows(layout: Layout, part: number): Int32Array {
  const { heads } = layout.options;
  const indices = new Int32Array(layout.segments * heads * layout.longest);
  eachPlace(layout, ({ token, head, row }) => (indices[row] = (token * 3 + part) * heads + head));
  return indices;
}

/** For each row of (N·H): the row of (S·H·T). */
function tokenRows(layout: Layout): Int32Array {
  const { heads } = layout.options;
  const indices = new Int32Array(layout.tokens * heads);
  eachPlace(layout, ({ token, head, own, row }) => {
    if (own) indices[token * heads + head] = row;
  });
  return indices;
}

/** What a prefix computes would depend on the segment behind it, and there may be several. */
function checkPrefixes({ causal, prefixes }: AttentionOptions): void {
  if (!causal && prefixes.some((prefix) => prefix >= 0))
    throw new Error('Attention that is not causal has no shared prefixes.');
}

/** (S, H, T, T): hides the padding; ALiBi takes slope·distance from the other keys, on both sides. */
function biases({ options, sequences, longest }: Layout): Tensor4D {
  const { heads, slopes } = options;
  const values = new Float32Array(sequences.length * heads * longest * longest).fill(HIDDEN);
  sequences.forEach(({ length }, s) => {
    for (let head = 0; head < heads; head++) {
      for (let query = 0; query < longest; query++) {
        const start = ((s * heads + head) * longest + query) * longest;
        for (let key = 0; key < length; key++)
          values[start + key] = -(slopes?.[head] ?? 0) * Math.abs(query - key);
      }
    }
  });
  return tensor4d(values, [sequences.length, heads, longest, longest]);
}

/** (H, T, T): hides later keys; ALiBi (Press et al. 2022) takes slope·distance from the others. */
function causalBiases({ options, longest }: Layout): Tensor3D {
  const { heads, slopes } = options;
  const values = new Float32Array(heads * longest * longest).fill(HIDDEN);
  for (let head = 0; head < heads; head++) {
    const slope = slopes?.[head] ?? 0;
    for (let query = 0; query < longest; query++) {
      const start = (head * longest + query) * longest;
      for (let key = 0; key <= query; key++) values[start + key] = -slope * (query - key);
    }
  }
  return tensor3d(values, [heads, longest, longest]);
}

/** (S, H, T, T) dropout of the probabilities: row n·H + h, column the key's index in its sequence. */
function factors(layout: Layout): Tensor4D {
  const { options, segments, longest } = layout;
  const { heads, dropout } = options;
  const values = new Float32Array(segments * heads * longest * longest);
  eachPlace(layout, ({ token, head, index, length, own, row }) => {
    if (!own) return;
    const start = row * longest;
    const seen = options.causal ? index + 1 : length;
    fillFactors(values.subarray(start, start + seen), token * heads + head, dropout);
  });
  return tensor4d(values, [segments, heads, longest, longest]);
}

/**
 * Rotary embedding (Su et al. 2021) of x (S·H·T, dh): features i and i + dh/2 turn by position·10000^(−2i/dh), that is
 * x·cos + swapped(x)·sin, where swapped exchanges the halves and the first half's sines are negative.
 */
function rotated(layout: Layout, x: Tensor2D): Tensor2D {
  const { size, options } = layout;
  if (options.rotary === null) return x;
  const { cosines, sines } = angles(layout, options.rotary);
  const halves = reshape<Rank.R2>(x, [-1, size / 2]);
  const swaps = Int32Array.from({ length: halves.shape[0] }, (_, row) => row ^ 1);
  const swapped = reshape(rowsOf(halves, swaps), x.shape);
  return add(mul(x, cosines), mul(swapped, sines));
}

function angles(layout: Layout, positions: Int32Array): { cosines: Tensor2D; sines: Tensor2D } {
  const { size, segments, longest, options } = layout;
  const shape: [number, number] = [segments * options.heads * longest, size];
  const [cosines, sines] = [new Float32Array(shape[0] * size), new Float32Array(shape[0] * size)];
  eachPlace(layout, ({ token, row }) => {
    for (let j = 0; j < size; j++) {
      const pair = j % (size / 2);
      const angle = positions[token]! * 10000 ** ((-2 * pair) / size);
      cosines[row * size + j] = Math.cos(angle);
      sines[row * size + j] = j < size / 2 ? -Math.sin(angle) : Math.sin(angle);
    }
  });
  return { cosines: tensor2d(cosines, shape), sines: tensor2d(sines, shape) };
}

import type { Rank, Tensor2D } from '@tensorflow/tfjs-core';
import type { AttentionOptions } from '../engine.js';
import type { AttentionFields, AttentionShape } from './kernels.js';
import { differentiable, lend, moved, values } from './differentiable.js';
import type { Kernels } from './differentiable.js';
import { attention as plainAttention } from '../ops/attention.js';
import { rotaryTables } from './rotary.js';

/** Of `rows` tokens, whose heads are `width` wide together. */
export function attentionShape(rows: number, width: number, options: AttentionOptions): AttentionShape {
  const { heads, offsets, prefixes, dropout, slopes, rotary } = options;
  const headSize = width / heads;
  const angles = rotary === null ? null : rotaryTables(headSize, rotary);
  return {
    ...dropout,
    rows,
    heads,
    headSize,
    offsets,
    prefixes,
    slopes,
    positions: rotary,
    cosines: angles?.cosines ?? null,
    sines: angles?.sines ?? null,
  };
}

function fieldsOf(qkv: Tensor2D, options: AttentionOptions): AttentionFields {
  const [rows, width] = [qkv.shape[0], qkv.shape[1] / 3];
  return {
    ...attentionShape(rows, width, options),
    qkv: values(qkv),
    out: lend(rows * width),
    peaks: lend(options.heads * rows),
    inverses: lend(options.heads * rows),
  };
}

/** The kernel is of causal attention; without causality it is the composition. */
export function attention({ addon }: Kernels, qkv: Tensor2D, options: AttentionOptions): Tensor2D {
  if (!options.causal) return plainAttention(qkv, options);
  return differentiable([qkv], () => {
    const fields = fieldsOf(qkv, options);
    addon.attentionForward(fields);
    const backward = (dOut: Float32Array) => {
      const dQkv = lend(qkv.size);
      addon.attentionBackward({ ...fields, dOut, dQkv });
      return [moved<Rank.R2>(dQkv, qkv.shape)];
    };
    const value = moved<Rank.R2>(fields.out, [fields.rows, qkv.shape[1] / 3]);
    return { value, backward, read: [qkv, value], saved: [fields.peaks, fields.inverses] };
  });
}

/** Self-attention of one block: one fused projection to queries, keys and values, attention, output projection. */
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { dropoutAt, SITES } from '../shared/dropout.js';
import type { Pass } from './pass.js';
import { blockPrefix } from './weights.js';

/** x [N, d] → the attention branch [N, d] of block `layer`. */
export function attend(pass: Pass, x: Tensor2D, layer: number): Tensor2D {
  const { engine, options, positions, batch, matrix, vector } = pass;
  const prefix = `${blockPrefix(layer)}attention.`;
  const qkv = engine.ops.linear(x, matrix(`${prefix}qkv.weight`), vector(`${prefix}qkv.bias`)); // (N, 3d)
  const mixed = engine.ops.attention(qkv, {
    heads: options.heads,
    causal: true,
    offsets: batch.offsets,
    prefixes: batch.prefixes,
    dropout: dropoutAt(pass.dropout, options.dropout.attention, SITES.attention(layer)),
    slopes: positions.slopes,
    rotary: positions.rotary ? batch.positions : null,
  }); // (N, d)
  return engine.ops.linear(mixed, matrix(`${prefix}output.weight`), vector(`${prefix}output.bias`));
}

/** What one block of the model is made of: its weights, and how it is computed. */
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { BlockOptions, BlockWeights } from '../../engines/engine.js';
import { dropoutAt, SITES } from '../shared/dropout.js';
import type { Pass } from './pass.js';
import { blockPrefix } from './weights.js';

/** x [N, d] → [N, d] by block `layer`. */
export function block(pass: Pass, x: Tensor2D, layer: number): Tensor2D {
  return pass.engine.ops.block(x, weightsOf(pass, layer), optionsOf(pass, layer));
}

function weightsOf({ matrix, vector }: Pass, layer: number): BlockWeights {
  const prefix = blockPrefix(layer);
  const projection = (name: string) => ({
    weight: matrix(`${prefix}${name}.weight`),
    bias: vector(`${prefix}${name}.bias`),
  });
  const norm = (name: string) => ({
    gain: vector(`${prefix}${name}.gain`),
    bias: vector(`${prefix}${name}.bias`),
  });
  return {
    qkv: projection('attention.qkv'),
    mix: projection('attention.output'),
    norm1: norm('norm1'),
    input: projection('feedForward.input'),
    output: projection('feedForward.output'),
    norm2: norm('norm2'),
  };
}

function optionsOf({ options, positions, batch, dropout }: Pass, layer: number): BlockOptions {
  const { residual, attention } = options.dropout;
  return {
    norm: options.norm,
    activation: options.activation,
    attention: {
      heads: options.heads,
      causal: true,
      offsets: batch.offsets,
      prefixes: batch.prefixes,
      dropout: dropoutAt(dropout, attention, SITES.attention(layer)),
      slopes: positions.slopes,
      rotary: positions.rotary ? batch.positions : null,
    },
    dropout: {
      attention: dropoutAt(dropout, residual, SITES.attentionBranch(layer)),
      feedForward: dropoutAt(dropout, residual, SITES.feedForwardBranch(layer)),
    },
  };
}

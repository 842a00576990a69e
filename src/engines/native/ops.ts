/**
 * The fused ops on the native kernels, as tfjs ops with gradients. They work on the memory of their tensors in place;
 * their results take over the arrays that the kernels filled.
 */
import type { FusedOps, PartOps } from '../engine.js';
import { attention } from './attention.js';
import { nativeBlock } from './block.js';
import { crossEntropy } from './cross-entropy.js';
import type { Kernels } from './differentiable.js';
import { embed } from './embed.js';
import { feedForward, linear } from './linear.js';
import { addNorm, dropout, norm } from './norm.js';

/** The fused ops, for tensors on the native backend. */
export function nativeOps(kernels: Kernels): FusedOps {
  const parts: PartOps = {
    linear: (x, w, b) => linear(kernels, { x, w, b }),
    feedForward: (x, weights, activation) => feedForward(kernels, { x, ...weights }, activation),
    attention: (qkv, options) => attention(kernels, qkv, options),
    addNorm: (inputs) => addNorm(kernels, inputs),
    norm: (x, gain, bias) => norm(kernels, { x, gain, bias }),
    dropout: (x, drop) => dropout(kernels, x, drop),
    embed: (table, ids) => embed(kernels, table, ids),
    tiedCrossEntropy: (h, table, targets, weights) => crossEntropy(kernels, { h, table, targets, weights }),
  };
  return { ...parts, block: nativeBlock(kernels, parts) };
}

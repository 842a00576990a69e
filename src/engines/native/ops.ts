/**
 * The fused ops on the native kernels, as tfjs ops with gradients. They work on the memory of their tensors in place;
 * their results take over the arrays that the kernels filled.
 */
import type { Precision } from '../../experiment/schema.js';
import type { FusedOps } from '../engine.js';
import { loadAddon, nativeStatus } from './addon.js';
import { attention } from './attention.js';
import { crossEntropy } from './cross-entropy.js';
import { embed } from './embed.js';
import { feedForward, linear } from './linear.js';
import { addNorm, dropout, norm } from './norm.js';
import { adam, squaredNorm } from './optimizer.js';

/** Part of stage keys: raise it when the kernels' bits change. */
export const NATIVE_NUMERICS = '2';

/** The fused ops, for tensors on the native backend; throws where nativeStatus says that there is no addon. */
export function nativeOps(precision: Precision): FusedOps {
  const addon = loadAddon();
  if (addon === null) throw new Error(`The engine native is not available: ${nativeStatus().detail}.`);
  const kernels = { addon, bf16: precision === 'bf16' };
  return {
    linear: (...inputs) => linear(kernels, ...inputs),
    feedForward: (...inputs) => feedForward(kernels, ...inputs),
    attention: (...inputs) => attention(kernels, ...inputs),
    addNorm: (...inputs) => addNorm(kernels, ...inputs),
    norm: (...inputs) => norm(kernels, ...inputs),
    dropout: (...inputs) => dropout(kernels, ...inputs),
    embed: (...inputs) => embed(kernels, ...inputs),
    tiedCrossEntropy: (...inputs) => crossEntropy(kernels, ...inputs),
    adam: (...inputs) => adam(kernels, ...inputs),
    squaredNorm: (tensors) => squaredNorm(kernels, tensors),
  };
}

import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { AdamState, AdamUpdate } from '../engine.js';
import { values } from './differentiable.js';
import type { Kernels } from './differentiable.js';

export function adam(
  { addon }: Kernels,
  ...[weight, gradient, state, update]: [Variable, Tensor, AdamState, AdamUpdate]
): void {
  const { step, learningRate, scale, decay, optimizer } = update;
  const { beta1, beta2, epsilon, weightDecay } = optimizer;
  addon.adam({
    ...{ weight: values(weight), gradient: values(gradient), first: state.first, second: state.second },
    ...{ beta1, beta2, epsilon, learningRate, scale, step, weightDecay: decay ? weightDecay : 0 },
  });
}

/** Σx² in double precision over sums of fixed chunks. */
export function squaredNorm({ addon }: Kernels, x: Tensor): number {
  return addon.squaredNorm({ x: values(x) });
}

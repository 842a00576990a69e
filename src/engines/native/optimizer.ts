import type { Tensor } from '@tensorflow/tfjs-core';
import type { AdamUpdate, TrainedWeight } from '../engine.js';
import { values } from './differentiable.js';
import type { Kernels } from './differentiable.js';

export function adam({ addon }: Kernels, weights: readonly TrainedWeight[], update: AdamUpdate): void {
  const { step, learningRate, scale, optimizer } = update;
  const { beta1, beta2, epsilon, weightDecay } = optimizer;
  addon.adam({
    weights: weights.map(({ weight }) => values(weight)),
    gradients: weights.map(({ gradient }) => values(gradient)),
    first: weights.map(({ state }) => state.first),
    second: weights.map(({ state }) => state.second),
    decays: Int32Array.from(weights, ({ decays }) => Number(decays)),
    ...{ beta1, beta2, epsilon, learningRate, scale, step, weightDecay },
  });
}

/** Σx² in double precision over sums of fixed chunks, tensor by tensor. */
export function squaredNorm({ addon }: Kernels, tensors: readonly Tensor[]): number {
  return addon.squaredNorm({ tensors: tensors.map(values) });
}

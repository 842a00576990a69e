import { tensor } from '@tensorflow/tfjs-core';
import type { FusedOps } from '../engine.js';

/**
 * Adam (Kingma & Ba 2015, algorithm 1) with decoupled decay (Loshchilov & Hutter 2019, algorithm 2): the moments in
 * place, the weight by assignment. Computed in double precision, stored in single.
 */
export const adam: FusedOps['adam'] = (weight, gradient, { first, second }, update) => {
  const { step, learningRate, scale, decay, optimizer } = update;
  const { beta1, beta2, epsilon } = optimizer;
  const weightDecay = decay ? optimizer.weightDecay : 0;
  const [correction1, correction2] = [1 - beta1 ** step, 1 - beta2 ** step];
  const values = weight.dataSync<'float32'>().slice() as Float32Array;
  for (let i = 0; i < values.length; i++) {
    const g = gradient[i] * scale;
    first[i] = beta1 * first[i] + (1 - beta1) * g;
    second[i] = beta2 * second[i] + (1 - beta2) * g * g;
    const direction = first[i] / correction1 / (Math.sqrt(second[i] / correction2) + epsilon);
    values[i] -= learningRate * (direction + weightDecay * values[i]);
  }
  const updated = tensor(values, weight.shape);
  weight.assign(updated);
  updated.dispose();
};

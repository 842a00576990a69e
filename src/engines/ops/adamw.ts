/** AdamW on the host, for engines without kernels of their own. */
import { tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ScaledStep, TrainedWeight, TrainingKernels } from './training.js';

/**
 * Adam (Kingma & Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2): the moments
 * in place, the weight by assignment. Computed in double precision, stored in single.
 */
function updateWeight({ weight, gradient, moment, decays }: TrainedWeight, update: ScaledStep): void {
  const { first, second } = moment;
  const { step, learningRate, scale, options } = update;
  const { beta1, beta2, epsilon } = options;
  const weightDecay = decays ? options.weightDecay : 0;
  const [correction1, correction2] = [1 - beta1 ** step, 1 - beta2 ** step];
  const values = weight.dataSync<'float32'>().slice();
  const gradients = gradient.dataSync<'float32'>();
  for (let i = 0; i < values.length; i++) {
    const g = gradients[i]! * scale;
    first[i] = beta1 * first[i]! + (1 - beta1) * g;
    second[i] = beta2 * second[i]! + (1 - beta2) * g * g;
    const direction = first[i]! / correction1 / (Math.sqrt(second[i]! / correction2) + epsilon);
    values[i]! -= learningRate * (direction + weightDecay * values[i]!);
  }
  const updated = tensor(values, weight.shape);
  weight.assign(updated);
  updated.dispose();
}

/** In double precision, tensor by tensor. */
const squaredNorm = (tensors: readonly Tensor[]): number =>
  tensors.reduce((total, one) => total + squares(one.dataSync<'float32'>()), 0);

/** By four partial sums, so that an addition need not wait for the one before it. */
function squares(x: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = x.length - (x.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += x[i]! * x[i]!;
    b += x[i + 1]! * x[i + 1]!;
    c += x[i + 2]! * x[i + 2]!;
    d += x[i + 3]! * x[i + 3]!;
  }
  for (let i = whole; i < x.length; i++) a += x[i]! * x[i]!;
  return a + b + (c + d);
}

export const HOST_TRAINING: TrainingKernels = {
  valueOf: (loss) => loss.dataSync()[0]!,
  squaredNorm,
  adamW: (weights, step) => {
    for (const weight of weights) updateWeight(weight, step);
  },
};

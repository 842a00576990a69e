/** AdamW and the gradients' norm by the kernels, on the memory of the tensors. */
import type { TrainingKernels } from '../ops/training.js';
import { values } from './differentiable.js';
import type { Kernels } from './differentiable.js';

export const nativeTraining = ({ addon }: Kernels): TrainingKernels => ({
  valueOf: (loss) => values(loss)[0]!,
  // in double precision over sums of fixed chunks, tensor by tensor
  squaredNorm: (tensors) => addon.squaredNorm({ tensors: tensors.map(values) }),
  adamW: (weights, { step, learningRate, scale, options }) => {
    addon.adamw({
      weights: weights.map(({ weight }) => values(weight)),
      gradients: weights.map(({ gradient }) => values(gradient)),
      first: weights.map(({ moment }) => moment.first),
      second: weights.map(({ moment }) => moment.second),
      decays: Int32Array.from(weights, ({ decays }) => Number(decays)),
      beta1: options.beta1,
      beta2: options.beta2,
      epsilon: options.epsilon,
      weightDecay: options.weightDecay,
      learningRate,
      scale,
      step,
    });
  },
});

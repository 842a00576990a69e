/** The part `optimizer:` of the sections that train. */
import { z } from 'zod';
import { LARGEST_FLOAT } from '../engines/limits.js';

const momentDecay = z.number().min(0).lt(1);

/** AdamW's options; each training has a peak learning rate of its own where the file gives none. */
export const optimizerOptions = (learningRate: number) =>
  z
    .strictObject({
      learningRate: z
        .number()
        .positive()
        .max(LARGEST_FLOAT)
        .default(learningRate)
        .describe('peak learning rate'),
      beta1: momentDecay.default(0.9).describe('β₁, decay rate of the first moment'),
      beta2: momentDecay.default(0.999).describe('β₂, decay rate of the second moment'),
      epsilon: z.number().positive().max(LARGEST_FLOAT).default(1e-8).describe('ε, added to the denominator'),
      weightDecay: z
        .number()
        .min(0)
        .max(LARGEST_FLOAT)
        .default(0.01)
        .describe('L2-decoupled weight decay (AdamW), of weight matrices only'),
      maxGradNorm: z
        .number()
        .positive()
        .max(LARGEST_FLOAT)
        .nullable()
        .default(1)
        .describe('gradients are clipped to this global norm; null: no clipping'),
    })
    .prefault({})
    .describe('AdamW');

export type OptimizerOptions = z.infer<ReturnType<typeof optimizerOptions>>;

/** In words. */
export function optimizerText({
  learningRate,
  beta1,
  beta2,
  weightDecay,
  maxGradNorm,
}: OptimizerOptions): string {
  const clipping = maxGradNorm === null ? 'no gradient clipping' : `gradient norm clipped at ${maxGradNorm}`;
  return `AdamW (peak learning rate ${learningRate}, β₁ ${beta1}, β₂ ${beta2}, weight decay ${weightDecay}, ${clipping})`;
}

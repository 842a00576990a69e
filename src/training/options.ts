/** The part `optimizer:` of the sections that train. */
import { z } from 'zod';
import { LARGEST_FLOAT } from '../engines/limits.js';
import type { ScheduleOptions } from './schedules.js';

export const scheduleFloor = z
  .number()
  .min(0)
  .max(1)
  .default(0)
  .describe('share of the peak learning rate that a decaying schedule ends at; 0: it decays to zero');

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
      decayEmbeddings: z
        .boolean()
        .default(true)
        .describe('whether weight decay includes the embeddings of tokens and positions'),
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

/** What trainings share of their options. */
interface TrainingOptions {
  readonly optimizer: OptimizerOptions;
  readonly scheduleFloor: number;
}

/** In words. */
export function optimizerText({
  learningRate,
  beta1,
  beta2,
  weightDecay,
  decayEmbeddings,
  maxGradNorm,
}: OptimizerOptions): string {
  const decay = `weight decay ${weightDecay}${decayEmbeddings ? '' : ' (none on embeddings)'}`;
  const clipping = maxGradNorm === null ? 'no gradient clipping' : `gradient norm clipped at ${maxGradNorm}`;
  return `AdamW (peak learning rate ${learningRate}, β₁ ${beta1}, β₂ ${beta2}, ${decay}, ${clipping})`;
}

/** The optimizer and the schedule as identities have them: options that came later are named where they change something. */
export function effectiveTraining({ optimizer, scheduleFloor: floor }: TrainingOptions): object {
  const { decayEmbeddings, ...others } = optimizer;
  return {
    optimizer: { ...others, ...(decayEmbeddings || others.weightDecay === 0 ? {} : { decayEmbeddings }) },
    ...(floor === 0 ? {} : { scheduleFloor: floor }),
  };
}

export function scheduleText({ schedule, scheduleFloor: floor }: ScheduleOptions): string {
  return floor === 0 ? `schedule ${schedule}` : `schedule ${schedule} down to ${floor} of the peak`;
}

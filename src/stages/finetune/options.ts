/** The section `finetune:` of an experiment. */
import { z } from 'zod';
import { LARGEST_FLOAT, MOST_INDEX } from '../../engines/limits.js';
import { optimizerOptions, optimizerText } from '../../training/options.js';
import { SCHEDULE_NAMES } from '../../training/schedules.js';

const count = z.number().int().positive().max(MOST_INDEX);

export const finetuneOptions = z.strictObject({
  initFrom: z
    .enum(['pretraining', 'scratch'])
    .default('pretraining')
    .describe('initial weights: the pre-trained ones, or a new random initialisation'),
  transferredLayers: z
    .number()
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe('pre-trained layers transferred, from the first; 0: the embeddings alone; null: all layers'),
  inputFormat: z
    .enum(['delimiters', 'prompt'])
    .default('delimiters')
    .describe('delimiters: special symbols and a classification head; prompt: text and verbalised labels'),
  lmLossWeight: z
    .number()
    .min(0)
    .max(LARGEST_FLOAT)
    .default(0.5)
    .describe('language-model loss weight λ, of the auxiliary objective'),
  epochs: count.default(3).describe('passes over the training examples'),
  batchSize: count.default(32).describe('examples per step'),
  maxTrainExamples: count
    .nullable()
    .default(null)
    .describe('training examples at most, a random subset drawn by seed; null: all'),
  schedule: z.enum(SCHEDULE_NAMES).default('warmup-linear').describe('learning-rate schedule'),
  warmupFraction: z
    .number()
    .min(0)
    .max(1)
    .default(0.002)
    .describe('fraction of the training steps that is linear warm-up to the peak learning rate'),
  optimizer: optimizerOptions(6.25e-5),
  checkpointEvery: count.default(200).describe('steps between checkpoints; changes no result'),
});

export type FinetuneOptions = z.infer<typeof finetuneOptions>;

/** What can change a result, for a model of so many blocks; all of them transferred is one thing, however it is written. */
export function effectiveFinetune(options: FinetuneOptions, blocks: number): object {
  const { initFrom, transferredLayers, schedule, warmupFraction } = options;
  const all = initFrom === 'scratch' || transferredLayers === blocks;
  const read = Object.entries(options).filter(([name]) => name !== 'checkpointEvery');
  return {
    ...Object.fromEntries(read),
    transferredLayers: all ? null : transferredLayers,
    warmupFraction: schedule === 'constant' ? 0 : warmupFraction,
  };
}

export function finetuneText(finetune: FinetuneOptions): string {
  const {
    initFrom,
    transferredLayers,
    inputFormat,
    lmLossWeight,
    epochs,
    batchSize,
    schedule,
    warmupFraction,
    optimizer,
  } = finetune;
  const parts = [
    initFrom === 'scratch'
      ? 'from scratch'
      : `from the pre-trained weights (${transferredLayers ?? 'all'} layers)`,
    `inputs as ${inputFormat}`,
    `language-model loss weight ${lmLossWeight}`,
    `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}, batch size ${batchSize}`,
    `schedule ${schedule} with warm-up over a fraction of ${warmupFraction}`,
    optimizerText(optimizer),
  ];
  return parts.join(', ');
}

/** The section `finetune:` of an experiment. */
import { z } from 'zod';
import { LARGEST_FLOAT, MOST_INDEX } from '../../engines/limits.js';
import {
  effectiveTraining,
  optimizerOptions,
  optimizerText,
  scheduleFloor,
  scheduleText,
} from '../../training/options.js';
import { SCHEDULE_NAMES } from '../../training/schedules.js';
import { rate } from '../../models/shared/options.js';
import { TASK_NAMES, type TaskName } from '../../tasks/index.js';

const count = z.number().int().positive().max(MOST_INDEX);

/** One option, a mapping that the user keys, and not one option a task. */
const limits: z.ZodType<Readonly<Record<string, number>>> = z.partialRecord(z.enum(TASK_NAMES), count);

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
  dropout: rate
    .nullable()
    .default(null)
    .describe(
      'dropout rate everywhere before the classification head in fine-tuning, from 0 to below 1; null: as in pre-training',
    ),
  epochs: count.default(3).describe('passes over the training examples'),
  batchSize: count.default(32).describe('examples per step'),
  maxTrainExamples: count
    .nullable()
    .default(null)
    .describe('training examples at most, a random subset drawn by seed; null: all'),
  taskLimits: limits
    .default({})
    .describe('training examples at most of single tasks, e.g. { race: 4000 }: the smaller limit holds'),
  schedule: z.enum(SCHEDULE_NAMES).default('warmup-linear').describe('learning-rate schedule'),
  scheduleFloor,
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

/** Training examples of a task at most; null: all. */
export function trainLimit(
  { maxTrainExamples, taskLimits }: Pick<FinetuneOptions, 'maxTrainExamples' | 'taskLimits'>,
  task: TaskName,
): number | null {
  const limits = [maxTrainExamples, taskLimits[task] ?? null].filter((limit) => limit !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

/**
 * What can change a result on a task, for a model of so many blocks; all of them transferred is one thing, however it is
 * written. Without the limits of examples, which are a task's (`trainLimit`).
 */
export function effectiveFinetune(options: FinetuneOptions, blocks: number): object {
  const { initFrom, transferredLayers, schedule, warmupFraction } = options;
  const all = initFrom === 'scratch' || transferredLayers === blocks;
  const read = Object.entries(options)
    .filter(([name]) => !UNREAD.includes(name))
    .filter(([name, value]) => name !== 'dropout' || value !== null);
  return {
    ...Object.fromEntries(read),
    ...effectiveTraining(options),
    transferredLayers: all ? null : transferredLayers,
    warmupFraction: schedule === 'constant' ? 0 : warmupFraction,
  };
}

const UNREAD = ['checkpointEvery', 'maxTrainExamples', 'taskLimits', 'scheduleFloor'];

export function finetuneText(finetune: FinetuneOptions): string {
  const {
    initFrom,
    transferredLayers,
    inputFormat,
    lmLossWeight,
    dropout,
    epochs,
    batchSize,
    warmupFraction,
    optimizer,
  } = finetune;
  const parts = [
    initFrom === 'scratch'
      ? 'from scratch'
      : `from the pre-trained weights (${transferredLayers ?? 'all'} layers)`,
    `inputs as ${inputFormat}`,
    `language-model loss weight ${lmLossWeight}`,
    ...(dropout === null ? [] : [`dropout ${dropout}`]),
    `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}, batch size ${batchSize}`,
    `${scheduleText(finetune)} with warm-up over a fraction of ${warmupFraction}`,
    optimizerText(optimizer),
  ];
  return parts.join(', ');
}

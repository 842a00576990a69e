/** The section `pretrain:` of an experiment. */
import { z } from 'zod';
import { MOST_INDEX } from '../../engines/limits.js';
import { DATA_SET_NAME } from '../../datasets/name.js';
import {
  effectiveTraining,
  optimizerOptions,
  optimizerText,
  scheduleFloor,
  scheduleText,
} from '../../training/options.js';
import { SCHEDULE_NAMES } from '../../training/schedules.js';

const count = z.number().int().positive().max(MOST_INDEX);

export const pretrainOptions = z.strictObject({
  corpus: z
    .string()
    .regex(DATA_SET_NAME)
    .default('miniature')
    .describe(
      'a books corpus: the name of its folder in datasets/, of lower-case letters, digits and hyphens',
    ),
  weights: z
    .string()
    .regex(DATA_SET_NAME)
    .nullable()
    .default(null)
    .describe(
      'imported weights to start from in the place of a pre-training, by their name of lower-case letters, digits and hyphens; null: pre-train on the corpus',
    ),
  seed: z
    .number()
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe(
      'random seed of one pre-training that all seeds of the experiment share; null: each has its own',
    ),
  steps: count.default(1000).describe('training steps'),
  batchSize: count.default(32).describe('sequences per step, each as long as the context'),
  schedule: z.enum(SCHEDULE_NAMES).default('warmup-cosine').describe('learning-rate schedule'),
  scheduleFloor,
  warmupSteps: z
    .number()
    .int()
    .min(0)
    .max(MOST_INDEX)
    .default(100)
    .describe('steps of linear warm-up to the peak learning rate'),
  optimizer: optimizerOptions(1e-3),
  evaluateEvery: count.default(100).describe('steps between evaluations of the held-out loss'),
  checkpointEvery: count.default(200).describe('steps between checkpoints; changes no result'),
  averageDecay: z
    .number()
    .gt(0)
    .lt(1)
    .nullable()
    .default(null)
    .describe(
      'decay of an exponential moving average of the weights, which is what the pre-training comes to, e.g. 0.999; null: the last weights themselves',
    ),
  keepEvery: count
    .nullable()
    .default(null)
    .describe(
      'steps between weights that are kept, for zero-shot evaluation by step; null: only the last are kept',
    ),
});

export type PretrainOptions = z.infer<typeof pretrainOptions>;

/** Steps, besides the last, whose weights are kept. */
export function keptSteps({ weights, steps, keepEvery }: PretrainOptions): readonly number[] {
  if (weights !== null || keepEvery === null) return [];
  return Array.from({ length: Math.ceil(steps / keepEvery) - 1 }, (_, index) => (index + 1) * keepEvery);
}

/**
 * What can change a result, or what is left for others: without how often it is saved, what no schedule reads, and the corpus's name (its bytes are
 * hashed). Of imported weights, which they are.
 */
export function effectivePretrain(options: PretrainOptions): object {
  if (options.weights !== null) return { weights: options.weights };
  const read = Object.entries(options)
    .filter(([name]) => !UNREAD.includes(name))
    .filter(([name, value]) => !['keepEvery', 'averageDecay'].includes(name) || value !== null);
  return {
    ...Object.fromEntries(read),
    ...effectiveTraining(options),
    warmupSteps: options.schedule === 'constant' ? 0 : options.warmupSteps,
  };
}

/** The seed is beside the options in the identity, whoever gave it. */
const UNREAD = ['checkpointEvery', 'corpus', 'weights', 'seed', 'scheduleFloor'];

export function pretrainText(options: PretrainOptions, grouped: (count: number) => string): string {
  const { weights, seed, steps, batchSize, warmupSteps, optimizer, averageDecay, keepEvery } = options;
  if (weights !== null) return `none of its own: from the imported weights ${weights}`;
  const parts = [
    `${grouped(steps)} steps, batch size ${batchSize}`,
    `${scheduleText(options)} with ${grouped(warmupSteps)} warm-up steps`,
    optimizerText(optimizer),
    ...(averageDecay === null ? [] : [`weights averaged with decay ${averageDecay}`]),
    ...(keepEvery === null ? [] : [`weights kept every ${grouped(keepEvery)} steps`]),
    ...(seed === null ? [] : [`one for all seeds (seed ${seed})`]),
  ];
  return parts.join(', ');
}

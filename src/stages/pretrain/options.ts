/** The section `pretrain:` of an experiment. */
import { z } from 'zod';
import { DATA_SET_NAME } from '../../datasets/name.js';
import { optimizerOptions, optimizerText } from '../../training/options.js';
import { SCHEDULE_NAMES } from '../../training/schedules.js';

const count = z.number().int().positive();

export const pretrainOptions = z.strictObject({
  corpus: z
    .string()
    .regex(DATA_SET_NAME)
    .default('miniature')
    .describe(
      'a books corpus: the name of its folder in datasets/, of lower-case letters, digits and hyphens',
    ),
  steps: count.default(1000).describe('training steps'),
  batchSize: count.default(32).describe('sequences per step, each as long as the context'),
  schedule: z.enum(SCHEDULE_NAMES).default('warmup-cosine').describe('learning-rate schedule'),
  warmupSteps: z
    .number()
    .int()
    .min(0)
    .default(100)
    .describe('steps of linear warm-up to the peak learning rate'),
  optimizer: optimizerOptions(1e-3),
  evaluateEvery: count.default(100).describe('steps between evaluations of the held-out loss'),
  checkpointEvery: count.default(200).describe('steps between checkpoints; changes no result'),
});

export type PretrainOptions = z.infer<typeof pretrainOptions>;

/** What can change a result: without how often it is saved, what no schedule reads, and the corpus's name (its bytes are hashed). */
export function effectivePretrain(options: PretrainOptions): object {
  const read = Object.entries(options).filter(([name]) => name !== 'checkpointEvery' && name !== 'corpus');
  return {
    ...Object.fromEntries(read),
    warmupSteps: options.schedule === 'constant' ? 0 : options.warmupSteps,
  };
}

export function pretrainText(options: PretrainOptions, grouped: (count: number) => string): string {
  const { steps, batchSize, schedule, warmupSteps, optimizer } = options;
  const parts = [
    `${grouped(steps)} steps, batch size ${batchSize}`,
    `schedule ${schedule} with ${grouped(warmupSteps)} warm-up steps`,
    optimizerText(optimizer),
  ];
  return parts.join(', ');
}

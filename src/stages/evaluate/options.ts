/** The section `evaluate:` of an experiment: how the model is evaluated, and on what. */
import { z } from 'zod';
import { MOST_INDEX } from '../../engines/limits.js';
import { BASELINE_NAMES } from '../../baselines/index.js';
import { TASK_NAMES, type TaskName } from '../../tasks/index.js';

const count = z.number().int().positive().max(MOST_INDEX);

/** The report's five, of all that there are, so that a new task changes no experiment that names none. */
export const DEFAULT_TASKS = ['sst-2', 'qqp', 'mnli', 'race', 'storycloze'] as const satisfies TaskName[];

export const evaluateOptions = z.strictObject({
  mode: z
    .enum(['fine-tuned', 'zero-shot'])
    .default('fine-tuned')
    .describe(
      'fine-tuned: the model is fine-tuned on each task; zero-shot: nothing is, the pre-trained language model answers by the probabilities that it gives to texts',
    ),
  source: z
    .enum(['miniature', 'real'])
    .default('miniature')
    .describe('miniature: the generated synthetic data; real: the data sets fetched or imported'),
  tasks: z
    .array(z.enum(TASK_NAMES))
    .min(1)
    .default([...DEFAULT_TASKS])
    .describe('tasks that the model is evaluated on, and fine-tuned on before'),
  maxExamples: count
    .nullable()
    .default(null)
    .describe('examples evaluated at most per split, the first ones; null: all'),
  contextFactors: z
    .array(z.number().int().min(2).max(64))
    .default([])
    .describe(
      'multiples of the trained context length at which the held-out loss is measured as well, e.g. [2, 4]',
    ),
  batchSize: count.default(64).describe('examples per batch; changes no result'),
  baselines: z
    .array(z.enum(BASELINE_NAMES))
    .default([...BASELINE_NAMES])
    .describe('non-neural baselines, shown below the variants'),
});

export type EvaluateOptions = z.infer<typeof evaluateOptions>;
export type EvaluationMode = EvaluateOptions['mode'];

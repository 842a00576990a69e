/**
 * What an experiment file may say. These zod schemas are the one definition: the TypeScript types,
 * the defaults, the published JSON Schema and the error messages all come from here.
 */
import { z } from 'zod';
import { TASK_NAMES } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';

/** The report's five, of all that there are: what an experiment that names none is about. */
export const DEFAULT_TASKS = ['sst-2', 'qqp', 'mnli', 'race', 'storycloze'] as const satisfies TaskName[];

export const POSITIONS = ['learned', 'sinusoidal', 'rotary', 'alibi', 'none'] as const;
export const ACTIVATIONS = ['gelu', 'gelu-tanh', 'relu', 'swish'] as const;
export const SCHEDULES = [
  'warmup-cosine',
  'warmup-cosine-openai',
  'warmup-linear',
  'warmup-constant',
  'inverse-sqrt',
  'constant',
] as const;
export const ENGINES = ['auto', 'native', 'wasm', 'cpu', 'tfjs-node', 'tfjs-node-gpu'] as const;
const PRECISIONS = ['float32', 'bf16'] as const;

const count = z.number().int().positive();
const share = z.number().min(0).max(1);
const rate = z.number().min(0).lt(1);

export const tokenizerSchema = z.strictObject({
  vocabularySize: count.max(65_000).default(1024).describe('BPE entries, special symbols not counted'),
});

const dropoutSchema = z.strictObject({
  embedding: rate.default(0.1).describe('on the summed embeddings'),
  residual: rate.default(0.1).describe('on each residual branch'),
  attention: rate.default(0.1).describe('on the attention weights'),
  classifier: rate.default(0.1).describe('before the classifier, when fine-tuning'),
});

export const modelSchema = z.strictObject({
  layers: count.default(4).describe('Transformer blocks'),
  hiddenSize: count.default(128).describe('hidden size d'),
  heads: count.default(4).describe('attention heads; must divide width'),
  contextLength: count.default(128).describe('longest sequence, in tokens'),
  positionEncoding: z.enum(POSITIONS).default('learned').describe('how the model knows the order of tokens'),
  activation: z.enum(ACTIVATIONS).default('gelu').describe('of the feed-forward layers'),
  norm: z.enum(['post', 'pre']).default('post').describe('LayerNorm after each branch (GPT-1) or before it'),
  dropout: dropoutSchema.prefault({}).describe('dropout rates'),
  tieEmbeddings: z.boolean().default(true).describe('output weights are the token embeddings'),
  initialisation: z
    .strictObject({ std: z.number().positive().default(0.02).describe('of the normal distribution') })
    .prefault({})
    .describe('how weights start'),
});

const optimizerShape = {
  learningRate: z.number().positive().describe('peak of the schedule'),
  beta1: rate.default(0.9).describe('decay of the first moment'),
  beta2: rate.default(0.999).describe('decay of the second moment'),
  epsilon: z.number().positive().default(1e-8).describe('added to the denominator'),
  weightDecay: z.number().min(0).default(0.01).describe('decoupled L2, on matrices only'),
  maxGradNorm: z
    .number()
    .positive()
    .nullable()
    .default(1)
    .describe('global gradient norm; null: no clipping'),
};

/** Adam's options; the learning rate's default differs between pre-training and fine-tuning. */
export const optimizerSchema = z.strictObject(optimizerShape);

const optimizerWithRate = (learningRate: number) =>
  z
    .strictObject({ ...optimizerShape, learningRate: optimizerShape.learningRate.default(learningRate) })
    .prefault({})
    .describe('Adam');

export const pretrainSchema = z.strictObject({
  corpus: z.string().min(1).default('miniature').describe('a folder of datasets/ that holds a books corpus'),
  steps: count.default(1000).describe('updates'),
  batchSize: count.default(32).describe('sequences per update, each as long as the context'),
  schedule: z.enum(SCHEDULES).default('warmup-cosine').describe('course of the learning rate'),
  warmupSteps: z.number().int().min(0).default(100).describe('updates until the learning rate peaks'),
  optimizer: optimizerWithRate(1e-3),
  evaluateEvery: count.default(100).describe('updates between held-out losses'),
  checkpointEvery: count.default(200).describe('updates between checkpoints; changes no result'),
});

export const finetuneSchema = z.strictObject({
  initFrom: z.enum(['pretraining', 'scratch']).default('pretraining').describe('where the weights start'),
  transferredLayers: z
    .number()
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe('pre-trained blocks kept, from the first; 0: embeddings alone; null: all of them'),
  inputFormat: z
    .enum(['delimiters', 'prompt'])
    .default('delimiters')
    .describe('how an example becomes tokens: special symbols and a classifier, or text and label words'),
  lmLossWeight: z.number().min(0).default(0.5).describe('weight of the language-model loss'),
  epochs: count.default(3).describe('passes over the training examples'),
  batchSize: count.default(32).describe('examples per update'),
  maxTrainExamples: count
    .nullable()
    .default(null)
    .describe('training examples used, drawn by seed; null: all'),
  schedule: z.enum(SCHEDULES).default('warmup-linear').describe('course of the learning rate'),
  warmupFraction: share.default(0.002).describe('share of the updates until the learning rate peaks'),
  optimizer: optimizerWithRate(6.25e-5),
  checkpointEvery: count.default(200).describe('updates between checkpoints; changes no result'),
});

export const evaluateSchema = z.strictObject({
  source: z
    .enum(['miniature', 'real'])
    .default('miniature')
    .describe('miniature: the synthetic sets; real: imported ones'),
  tasks: z
    .array(z.enum(TASK_NAMES))
    .min(1)
    .default([...DEFAULT_TASKS])
    .describe('what the model is fine-tuned and judged on'),
  maxExamples: count.nullable().default(null).describe('first examples evaluated of each split; null: all'),
  batchSize: count.default(64).describe('examples at a time; changes no result'),
  baselines: z
    .array(z.enum(['majority', 'bag-of-words']))
    .default(['majority', 'bag-of-words'])
    .describe('classifiers without a language model, shown beside the variants'),
});

export const levelSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const sweepSchema = z.strictObject({
  design: z
    .enum(['grid', 'one-factor', 'list', 'random'])
    .default('one-factor')
    .describe('every combination; each factor in turn from the reference; named variants; a seeded draw'),
  factors: z
    .record(z.string(), z.array(levelSchema).min(1))
    .default({})
    .describe('dotted option path → its levels, e.g. model.heads: [2, 4, 8]'),
  variants: z
    .record(z.string(), z.record(z.string(), levelSchema))
    .default({})
    .describe('for `list`: name → options that differ from the reference'),
  samples: count.nullable().default(null).describe('for `random`: combinations drawn, none twice'),
  seed: z.number().int().default(0).describe('for `random`: of the draw'),
});

export const engineSchema = z.strictObject({
  name: z.enum(ENGINES).default('auto').describe('what computes; auto: the fastest that this machine has'),
  precision: z
    .enum(PRECISIONS)
    .default('float32')
    .describe('of matrix products: bf16 rounds their operands, on processors that can; sums stay in float32'),
  workers: count.nullable().default(null).describe('processes; null: one per core'),
  threads: count.nullable().default(null).describe('threads in all, split between workers; null: the cores'),
  stallTimeout: z
    .number()
    .positive()
    .default(1800)
    .describe('seconds without progress until a worker counts as hung and is replaced, once'),
});

export const reportSchema = z.strictObject({
  title: z.string().nullable().default(null).describe("heading of the report; null: the experiment's name"),
  published: z.boolean().default(true).describe("show the paper's row beside the table"),
});

export const EXPECTATIONS = [
  'better',
  'non-inferior',
  'equivalent',
  'near-best',
  'increasing',
  'same-parameters',
  'untested',
] as const;

/** A hypothesis, and what of the results it is judged by. What each expectation reads: check-hypotheses.ts. */
export const hypothesisSchema = z.strictObject({
  hypothesis: z.string().min(1).describe('the hypothesis, a sentence'),
  expect: z
    .enum(EXPECTATIONS)
    .describe(
      'better: `level` above `reference`; non-inferior: at most `margin` below it; equivalent: within ± `margin` of it; near-best: ' +
        '`level` not worse than any level of `factor`; increasing: each of `levels` above the one before; same-parameters: ' +
        'no level of `factor` changes their number; untested: this experiment cannot tell, for a `reason`',
    ),
  factor: z
    .string()
    .optional()
    .describe(
      'dotted path of the option whose levels are compared; without it `of` and `than` name variants',
    ),
  level: levelSchema.optional().describe('the level (or variant) that the hypothesis speaks of'),
  reference: levelSchema.optional().describe('the level (or variant) that it is compared with'),
  levels: z.array(levelSchema).optional().describe('for `increasing`: the levels, from the lowest'),
  margin: z
    .number()
    .min(0)
    .optional()
    .describe(
      'percentage points; of losses, nats a token; `better` and `increasing` demand more than it (0)',
    ),
  measure: z
    .enum(['score', 'loss'])
    .optional()
    .describe('score: of the tasks (this without a word); loss: held out, at the end of pre-training'),
  tasks: z.array(z.enum(TASK_NAMES)).min(1).optional().describe('the tasks judged; without it all of them'),
  aggregate: z
    .enum(['each', 'mean'])
    .optional()
    .describe('each: on every task by itself (this without a word); mean: on the mean over the tasks'),
  reason: z.string().min(1).optional().describe('for `untested`: why, a sentence'),
});

export const experimentSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .describe('lower-case letters, digits and hyphens; the same as the name of the file'),
  description: z.string().default('').describe('what the experiment asks'),
  extends: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('presets (or files) whose options hold where this file says nothing; later ones win'),
  tokenizer: tokenizerSchema.prefault({}).describe('byte-pair encoding, trained on the corpus'),
  model: modelSchema.prefault({}).describe('the Transformer'),
  pretrain: pretrainSchema.prefault({}).describe('language modelling on the corpus'),
  finetune: finetuneSchema.prefault({}).describe('training on each task'),
  evaluate: evaluateSchema.prefault({}).describe('tasks and data'),
  sweep: sweepSchema.prefault({}).describe('what varies'),
  hypotheses: z
    .record(z.string(), hypothesisSchema)
    .default({})
    .describe('hypotheses, written before the run: name → hypothesis; of this file alone, not inherited'),
  seeds: z
    .array(z.number().int().min(0))
    .min(1)
    .default([1])
    .describe('every variant is run with each of them'),
  engine: engineSchema
    .prefault({})
    .describe('what the models run on; only its name and precision change results'),
  report: reportSchema.prefault({}).describe('how the report looks'),
});

export type ScheduleName = (typeof SCHEDULES)[number];
export type Position = (typeof POSITIONS)[number];
export type Activation = (typeof ACTIVATIONS)[number];
export type EngineName = Exclude<(typeof ENGINES)[number], 'auto'>;
export type TokenizerOptions = z.infer<typeof tokenizerSchema>;
export type ModelOptions = z.infer<typeof modelSchema>;
export type OptimizerOptions = z.infer<typeof optimizerSchema>;
export type PretrainOptions = z.infer<typeof pretrainSchema>;
export type FinetuneOptions = z.infer<typeof finetuneSchema>;
export type EvaluateOptions = z.infer<typeof evaluateSchema>;
export type SweepOptions = z.infer<typeof sweepSchema>;
export type Precision = (typeof PRECISIONS)[number];
export type EngineOptions = z.infer<typeof engineSchema>;
export type Level = z.infer<typeof levelSchema>;
export type Hypothesis = z.infer<typeof hypothesisSchema>;
export type Expectation = Hypothesis['expect'];
/** A validated, resolved experiment: every option has its value. */
export type Experiment = z.infer<typeof experimentSchema>;

type IsSection<T> = T extends readonly unknown[]
  ? false
  : T extends object
    ? string extends keyof T
      ? false
      : true
    : false;

type LeafPath<T> = {
  [K in keyof T & string]-?: IsSection<NonNullable<T[K]>> extends true
    ? `${K}.${LeafPath<NonNullable<T[K]>>}`
    : K;
}[keyof T & string];

/** Dotted path of an option: "model.heads". Lists, and the mappings that a user keys, are one option each. */
export type OptionPath = LeafPath<Experiment>;

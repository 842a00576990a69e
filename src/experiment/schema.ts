/**
 * What an experiment file may say. These zod schemas are the one definition: the TypeScript types,
 * the defaults, the published JSON Schema and the error messages all come from here.
 */
import { z } from 'zod';

export const TASK_NAMES = ['sst-2', 'qqp', 'mnli', 'race', 'storycloze'] as const;
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

const count = z.number().int().positive();
const share = z.number().min(0).max(1);
const rate = z.number().min(0).lt(1);

export const tokenizerSchema = z.strictObject({
  vocabulary: count.max(65_000).default(1024).describe('BPE entries, special symbols not counted'),
});

export const modelSchema = z.strictObject({
  layers: count.default(4),
  width: count.default(128).describe('hidden size d'),
  heads: count.default(4).describe('must divide width'),
  context: count.default(128).describe('longest sequence, in tokens'),
  position: z.enum(POSITIONS).default('learned'),
  activation: z.enum(ACTIVATIONS).default('gelu'),
  norm: z.enum(['post', 'pre']).default('post'),
  dropout: z
    .strictObject({
      embedding: rate.default(0.1),
      residual: rate.default(0.1),
      attention: rate.default(0.1),
      classifier: rate.default(0.1),
    })
    .prefault({}),
  tiedOutput: z.boolean().default(true),
  initialisation: z.strictObject({ deviation: z.number().positive().default(0.02) }).prefault({}),
});

export const optimizerSchema = z.strictObject({
  learningRate: z.number().positive(),
  beta1: rate.default(0.9),
  beta2: rate.default(0.999),
  epsilon: z.number().positive().default(1e-8),
  weightDecay: z.number().min(0).default(0.01).describe('decoupled L2, on matrices only'),
  clipNorm: z.number().positive().nullable().default(1).describe('global gradient norm; null: no clipping'),
});

export const pretrainSchema = z.strictObject({
  corpus: z.string().default('miniature').describe('a folder of datasets/ that holds a books corpus'),
  steps: count.default(1000).describe('updates'),
  batch: count.default(32).describe('sequences per update, each as long as the context'),
  schedule: z.enum(SCHEDULES).default('warmup-cosine'),
  warmup: z.number().int().min(0).default(100).describe('updates'),
  optimizer: optimizerSchema.prefault({ learningRate: 1e-3 }),
  evaluateEvery: count.default(100).describe('updates between held-out losses'),
  checkpointEvery: count.default(200).describe('updates'),
});

export const finetuneSchema = z.strictObject({
  from: z.enum(['pretraining', 'scratch']).default('pretraining'),
  transferredLayers: z.number().int().min(0).nullable().default(null).describe('null: all of them'),
  inputFormat: z.enum(['delimiters', 'prompt']).default('delimiters'),
  auxiliaryWeight: z.number().min(0).default(0.5).describe('weight of the language-model loss'),
  epochs: count.default(3),
  batch: count.default(32).describe('examples per update'),
  examples: count.nullable().default(null).describe('training examples used, drawn by seed; null: all'),
  schedule: z.enum(SCHEDULES).default('warmup-linear'),
  warmup: share.default(0.002).describe('share of the updates'),
  optimizer: optimizerSchema.prefault({ learningRate: 6.25e-5 }),
  checkpointEvery: count.default(200).describe('updates'),
});

export const evaluateSchema = z.strictObject({
  source: z
    .enum(['miniature', 'real'])
    .default('miniature')
    .describe('miniature: the synthetic sets; real: imported ones'),
  tasks: z
    .array(z.enum(TASK_NAMES))
    .min(1)
    .default([...TASK_NAMES]),
  examples: count.nullable().default(null).describe('first examples evaluated of each split; null: all'),
  batch: count.default(64).describe('examples at a time; changes no result'),
  baselines: z
    .array(z.enum(['majority', 'bag-of-words']))
    .default(['majority', 'bag-of-words'])
    .describe('classifiers without a language model, shown beside the variants'),
});

const level = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const sweepSchema = z.strictObject({
  design: z.enum(['grid', 'one-factor', 'list', 'random']).default('one-factor'),
  factors: z
    .record(z.string(), z.array(level).min(1))
    .default({})
    .describe('dotted option path → its levels, e.g. model.heads: [2, 4, 8]'),
  variants: z
    .record(z.string(), z.record(z.string(), level))
    .default({})
    .describe('for `list`: name → options'),
  samples: count.nullable().default(null).describe('for `random`: combinations drawn'),
  seed: z.number().int().default(0).describe('for `random`'),
});

export const engineSchema = z.strictObject({
  name: z.enum(ENGINES).default('auto'),
  workers: count.nullable().default(null).describe('processes; null: one per core'),
  threads: count.nullable().default(null).describe('threads in all, split between workers; null: the cores'),
});

export const reportSchema = z.strictObject({
  title: z.string().nullable().default(null),
  published: z.boolean().default(true).describe("show the paper's row beside the table"),
});

export const experimentSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  description: z.string().default(''),
  extends: z.union([z.string(), z.array(z.string())]).optional(),
  tokenizer: tokenizerSchema.prefault({}),
  model: modelSchema.prefault({}),
  pretrain: pretrainSchema.prefault({}),
  finetune: finetuneSchema.prefault({}),
  evaluate: evaluateSchema.prefault({}),
  sweep: sweepSchema.prefault({}),
  seeds: z.array(z.number().int().min(0)).min(1).default([1]),
  engine: engineSchema.prefault({}),
  report: reportSchema.prefault({}),
});

export type TaskName = (typeof TASK_NAMES)[number];
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
export type EngineOptions = z.infer<typeof engineSchema>;
export type Level = z.infer<typeof level>;
/** A validated, resolved experiment: every option has its value. */
export type Experiment = z.infer<typeof experimentSchema>;

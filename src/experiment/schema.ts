/**
 * What an experiment file may say. These zod schemas are the one definition: the TypeScript types,
 * the defaults, the published JSON Schema and the error messages all come from here.
 */
import { z } from 'zod';
import { PRECISIONS } from '../engines/declaration.js';
import { ENGINE_NAMES } from '../engines/index.js';
import { MOST_THREADS } from '../engines/limits.js';
import { modelOptions } from '../models/index.js';
import { evaluateOptions } from '../stages/evaluate/options.js';
import { finetuneOptions } from '../stages/finetune/options.js';
import { pretrainOptions } from '../stages/pretrain/options.js';
import { TASK_NAMES } from '../tasks/index.js';
import { tokenizerOptions } from '../tokenizer/options.js';

const count = z.number().int().positive();

/** Seconds: timers count milliseconds in 31 bits. */
const LONGEST_TIMEOUT = 2_000_000;

export const levelSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const sweepSchema = z.strictObject({
  design: z
    .enum(['grid', 'one-factor', 'list', 'random'])
    .default('one-factor')
    .describe(
      'grid: every combination of levels; one-factor: one factor at a time, from the reference; list: named variants; random: combinations drawn by seed',
    ),
  factors: z
    .record(z.string(), z.array(levelSchema).min(1))
    .default({})
    .describe('factors: path of an option → its levels, e.g. model.heads: [2, 4, 8]'),
  variants: z
    .record(z.string(), z.record(z.string(), levelSchema))
    .default({})
    .describe('for `list`: name of a variant → the options in which it differs from the reference'),
  samples: count
    .nullable()
    .default(null)
    .describe('for `random`: number of combinations drawn, without replacement'),
  seed: z.number().int().default(0).describe('for `random`: random seed of the draw'),
});

export const engineSchema = z.strictObject({
  name: z
    .enum(['auto', ...ENGINE_NAMES])
    .default('auto')
    .describe('engine that computes; auto: the fastest available on this machine'),
  precision: z
    .enum(PRECISIONS)
    .default('float32')
    .describe(
      'precision of matrix products; bf16: operands rounded to bfloat16, sums in float32; the same bits on every processor (engine native)',
    ),
  workers: count.max(MOST_THREADS).nullable().default(null).describe('worker processes; null: one per core'),
  threads: count
    .max(MOST_THREADS)
    .nullable()
    .default(null)
    .describe('threads in total, divided among the workers; null: one per core'),
  stallTimeout: z
    .number()
    .positive()
    .max(LONGEST_TIMEOUT)
    .default(1800)
    .describe('seconds without progress after which a worker counts as stalled and is restarted, once'),
});

export const reportSchema = z.strictObject({
  title: z
    .string()
    .max(200)
    .nullable()
    .default(null)
    .describe("title of the report, of at most 200 letters; null: the experiment's name"),
  published: z.boolean().default(true).describe('show the published row below the table'),
  expected: z
    .enum(['published'])
    .nullable()
    .default(null)
    .describe(
      'values that the scores are compared with, each within half the interval of its split; null: none',
    ),
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

/** A hypothesis, and what results it is tested on. What each expectation reads: check-hypotheses.ts. */
export const hypothesisSchema = z.strictObject({
  hypothesis: z.string().min(1).describe('the hypothesis, a sentence'),
  expect: z
    .enum(EXPECTATIONS)
    .describe(
      'better: `level` is better than `reference`; non-inferior: worse by less than `margin`; equivalent: within ± `margin` of it; ' +
        'near-best: `level` is non-inferior to every level of `factor`; increasing: each of `levels` is better than the one before; ' +
        'same-parameters: every level of `factor` has the same number of parameters; untested: this experiment cannot test it, for a `reason`',
    ),
  factor: z
    .string()
    .optional()
    .describe(
      'path of the option whose levels are compared; without it, `level` and `reference` name variants',
    ),
  level: levelSchema.optional().describe('the level (or variant) that the hypothesis is about'),
  reference: levelSchema.optional().describe('the level (or variant) that it is compared with'),
  levels: z
    .array(levelSchema)
    .optional()
    .describe('for `increasing`: the levels, the one expected to be worst first'),
  margin: z
    .number()
    .min(0)
    .optional()
    .describe(
      'margin in percentage points, for losses in nats per token; `better` and `increasing` require a larger difference (default 0)',
    ),
  measure: z
    .enum(['score', 'loss', 'extrapolation'])
    .optional()
    .describe(
      'score: of the tasks (default); loss: held-out loss at the end of pre-training; extrapolation: how far the held-out ' +
        'loss rises from the trained context length to the longest of evaluate.contextFactors',
    ),
  tasks: z
    .array(z.enum(TASK_NAMES))
    .min(1)
    .optional()
    .describe('tasks that it is tested on; without it, all tasks'),
  aggregate: z
    .enum(['each', 'mean'])
    .optional()
    .describe('each: on every task separately (default); mean: on the mean over the tasks'),
  reason: z.string().min(1).optional().describe('for `untested`: the reason, a sentence'),
});

export const experimentSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,99}$/)
    .describe('at most 100 lower-case letters, digits and hyphens; the same as the name of the file'),
  description: z.string().default('').describe('what the experiment asks'),
  extends: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('presets (or files) whose options hold where this file says nothing; later ones win'),
  tokenizer: tokenizerOptions.prefault({}).describe('byte-pair-encoding tokenizer, trained on the corpus'),
  model: modelOptions.prefault({}).describe('model: its family, and the options of that family'),
  pretrain: pretrainOptions.prefault({}).describe('pre-training: language modelling on the corpus'),
  finetune: finetuneOptions.prefault({}).describe('fine-tuning on each task'),
  evaluate: evaluateOptions.prefault({}).describe('tasks, data and non-neural baselines'),
  sweep: sweepSchema.prefault({}).describe('which options vary, and how they are combined'),
  hypotheses: z
    .record(z.string(), hypothesisSchema)
    .default({})
    .describe('pre-registered hypotheses: name → hypothesis; of this file alone, not inherited'),
  seeds: z
    .array(z.number().int().min(0))
    .min(1)
    .default([1])
    .describe('random seeds; every variant is trained with each of them'),
  engine: engineSchema.prefault({}).describe('engine and resources; only name and precision change results'),
  report: reportSchema.prefault({}).describe('presentation of the report'),
});

export type SweepOptions = z.infer<typeof sweepSchema>;
export type EngineOptions = z.infer<typeof engineSchema>;
export type Level = z.infer<typeof levelSchema>;
export type Hypothesis = z.infer<typeof hypothesisSchema>;
export type Expectation = Hypothesis['expect'];
/** A validated, resolved experiment: every option has its value. */
export type Experiment = z.infer<typeof experimentSchema>;

/** True of a union only where it is of all its members. */
type IsSection<T> = [T] extends [readonly unknown[]]
  ? false
  : [T] extends [object]
    ? string extends keyof T
      ? false
      : true
    : false;

/** Of a union of sections (one for each model family), the options of all. */
type LeafPath<T> = T extends object
  ? {
      [K in keyof T & string]-?: IsSection<NonNullable<T[K]>> extends true
        ? `${K}.${LeafPath<NonNullable<T[K]>>}`
        : K;
    }[keyof T & string]
  : never;

/** Dotted path of an option: "model.heads". Lists, and the mappings that a user keys, are one option each. */
export type OptionPath = LeafPath<Experiment>;

/**
 * The lock file of an experiment: what its results were, cell by cell, with all that they depend on, so that other
 * machines can be compared with it. No clock and no machine is in it.
 */
import { basename, dirname, extname, join } from 'node:path';
import { z } from 'zod';

export const LOCK_FORMAT = 2;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');

const runSchema = z.strictObject({
  seed: z.number().int(),
  /** A share of 1 or a correlation; null: the metric is not defined on these predictions. */
  value: z.number().nullable(),
  /** Key of the evaluation. */
  stage: sha256,
  /** Of the canonical JSON of the predictions, scores and all. */
  predictions: sha256,
  /** Of classes a digit of base 36 for each example; of a range a number for each. */
  predicted: z.union([
    z.string().regex(/^[0-9a-z]*$/, 'expected a digit of base 36 for each example'),
    z.array(z.number()).readonly(),
  ]),
});

const cellSchema = z.strictObject({
  /** For people, e.g. "MNLI-m". */
  column: z.string(),
  task: z.string(),
  split: z.string(),
  metric: z.string(),
  mean: z.number().nullable(),
  /** 95 %, ends rounded to six decimals. */
  interval: z
    .strictObject({ low: z.number(), high: z.number(), over: z.enum(['seeds', 'examples']) })
    .nullable(),
  n: z.number().int(),
  runs: z.array(runSchema).min(1),
});

const rowSchema = z.strictObject({
  row: z.string(),
  /** `baseline`: without a neural network. */
  role: z.enum(['variant', 'baseline']),
  /** All that the row's results depend on, by name (plan/why.ts), but for seed, task and the task's data. */
  options: z.record(z.string(), z.json()),
  cells: z.array(cellSchema).min(1),
});

export const lockSchema = z.strictObject({
  format: z.literal(LOCK_FORMAT),
  experiment: z.string(),
  engine: z.string(),
  precision: z.string(),
  numericsVersion: z.string(),
  /** sha256 of each task's data. */
  data: z.record(z.string(), sha256),
  rows: z.array(rowSchema).min(1),
  /** Every stage of the plan; `weights`: sha256 of what a training came to. */
  stages: z.array(z.strictObject({ label: z.string(), key: sha256, weights: sha256.nullable() })),
});

export type LockFile = z.infer<typeof lockSchema>;
export type LockedRow = LockFile['rows'][number];
export type LockedCell = LockedRow['cells'][number];
export type LockedRun = LockedCell['runs'][number];

/** Ends of a stored interval; what JavaScript's logarithms differ in by machine lies far below. */
export const roundedEnd = (value: number): number => Math.round(value * 1e6) / 1e6;

/** experiments/NAME.yaml → experiments/NAME.lock.json */
export const lockPathOf = (experimentFile: string): string =>
  join(dirname(experimentFile), `${basename(experimentFile, extname(experimentFile))}.lock.json`);

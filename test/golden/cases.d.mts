import type { OptimizerOptions } from '../../src/experiment/schema.js';
import type { GptOptions } from '../../src/models/gpt/options.js';
import type { NamedValues } from '../../src/engines/values.js';

export interface GoldenCase {
  readonly name: string;
  readonly entries: number;
  readonly model: GptOptions;
  readonly sequences: readonly (readonly number[])[];
  readonly optimizer: OptimizerOptions;
  /** Factors of the learning rate, one an update. */
  readonly schedule: readonly number[];
}

/** Of one gradient or weight. */
export interface Digest {
  readonly norm: number;
  /** The largest magnitude. */
  readonly largest: number;
  readonly sum: number;
  /** At chosenPlaces. */
  readonly elements: readonly number[];
}

export interface GoldenResult {
  readonly name: string;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Digest>>;
  /** Before each update. */
  readonly losses: readonly number[];
  /** After the last update. */
  readonly weights: Readonly<Record<string, Digest>>;
}

export const GOLDEN_CASES: readonly GoldenCase[];
export function startingWeights(of: GoldenCase): NamedValues;
export function hasPyTorch(): boolean;
export function computeByPyTorch(elements: number): Promise<GoldenResult[]>;
export function chosenPlaces(length: number, elements: number): number[];

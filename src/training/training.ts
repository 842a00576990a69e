/** The contract of a training: what the loop is told. */
import type { Scalar } from '@tensorflow/tfjs-core';
import type { Engine, EngineTraining, Weights } from '../engines/engine.js';
import type { NamedValues } from '../engines/values.js';
import type { Earlier, TrainingEvent } from './events.js';
import type { Measurement } from './measurement.js';
import type { OptimizerOptions } from './options.js';

/** What a step minimises, and its parts by the names of their metrics. */
export interface Losses {
  readonly total: Scalar;
  readonly parts: Readonly<Record<string, Scalar>>;
  /** That the model processed for them. */
  readonly tokens: number;
}

/** What a training minimises over the weights that it was opened with. */
export interface TrainingObjective {
  /** Builds the losses of one step, from 1; called inside a tidy. */
  losses(step: number): Losses;
  /** Whether there is anything to measure after a step. */
  isMeasured(step: number): boolean;
  /** Metrics measured beside training after a step. What it reads of the weights is read before it returns. */
  measure(step: number): Promise<readonly Measurement[]>;
  dispose(): void;
}

export interface Training {
  readonly engine: Engine;
  /** Where the checkpoint lives. */
  readonly folder: string;
  /** Steps in all. */
  readonly total: number;
  readonly checkpointEvery: number;
  /** Steps between weights that stay in the folder, whatever follows; null: none do. */
  readonly keepEvery: number | null;
  /** Decay of the average of the weights that it ends with and is measured by; null: the weights themselves. */
  readonly averageDecay: number | null;
  readonly optimizer: OptimizerOptions;
  /** Names of matrices that do not decay. */
  readonly undecayed: ReadonlySet<string>;
  /** Factor of the peak learning rate at a step. */
  schedule(step: number): number;
  /** Weights before the first step; training changes them. */
  initial(): NamedValues;
  open(weights: Weights): TrainingObjective;
  /** Told once, before the first step. */
  opened(earlier: Earlier): void;
  progress(done: number, total: number): void;
  /** Aborted: end after the step at hand, and keep it. */
  readonly stop: AbortSignal;
  /** Told of the steps that are logged. */
  event(event: TrainingEvent): void;
}

export interface TrainingResult {
  readonly weights: NamedValues;
  readonly metrics: readonly Measurement[];
}

/** Of the weights of a training, step by step. */
export interface WeightAverage {
  /** After the steps so far. */
  readonly values: NamedValues;
  /** Takes in the weights after a step, from 1. */
  add(weights: Weights, step: number): void;
  /** What the training's objective measures after a step, of the average. */
  measure(step: number): Promise<readonly Measurement[]>;
}

/** What the steps of one training share. */
export interface Running {
  readonly training: Training;
  readonly state: EngineTraining;
  readonly objective: TrainingObjective;
  /** Null: there is none. */
  readonly average: WeightAverage | null;
}

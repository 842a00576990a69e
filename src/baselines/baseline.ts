/** The contract of a baseline: a classifier without a language model, for the reader to compare with. */
import type { Example, Task } from '../tasks/task.js';

/** Log-probabilities of the classes of one example. */
export type Classifier = (example: Example) => readonly number[];

export interface Training {
  readonly task: Task;
  readonly examples: readonly Example[];
  readonly seed: number;
}

/** Learns from examples. Deterministic: the same training gives the same classifier, to the bit. */
export type Baseline = (training: Training) => Classifier;

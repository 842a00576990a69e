/** The contract of a baseline: a predictor without a language model, for the reader to compare with. */
import type { Example, Task } from '../tasks/task.js';

/** What is predicted of one example. Scores: log-probabilities of the classes; empty where a number is predicted. */
export interface Answer {
  readonly predicted: number;
  readonly scores: readonly number[];
}

export type Predictor = (example: Example) => Answer;

export interface Training {
  readonly task: Task;
  readonly examples: readonly Example[];
  readonly seed: number;
}

/** Learns from examples. Deterministic: the same training gives the same predictor, to the bit. */
export type Baseline = (training: Training) => Predictor;

/** The class of the highest score, of equals the first. */
export const highest = (scores: readonly number[]): Answer => ({
  predicted: scores.indexOf(Math.max(...scores)),
  scores,
});

export const numberAnswer = (predicted: number): Answer => ({ predicted, scores: [] });

/** The contracts of objectives: what pre-training minimises over a corpus, and what fine-tuning minimises on a task. */
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import type { Network } from '../../models/network.js';
import type { RaggedBatch } from '../../models/shared/batch.js';
import type { DropoutKey } from '../../models/shared/dropout.js';
import type { Output } from '../../tasks/task.js';

/** Windows of a corpus: `length` tokens each, from `starts` on; the token behind each is there as well. */
export interface Windows {
  readonly tokens: Uint16Array;
  readonly starts: readonly number[];
  readonly length: number;
}

/** Losses are means, in nats per token. Call both inside a tidy. */
export interface PretrainingObjective {
  /** Dropout null: evaluation. */
  ofWindows(network: Network, windows: Windows, dropout: DropoutKey | null): Scalar;
  /** Of a batch whose states a task needs anyhow: the auxiliary loss of fine-tuning. */
  ofStates(network: Network, states: Tensor2D, batch: RaggedBatch): Scalar;
}

/** What was predicted of an example. */
export interface Predicted {
  /** Index of a class, or the number itself. */
  readonly predicted: number;
  /** Log-probabilities of the classes; of a range none. */
  readonly scores: readonly number[];
}

/** `outputs`: the head's [examples, numbers per example]. */
export interface TaskObjective {
  /** Mean over the examples. Call it inside a tidy. */
  readonly loss: (outputs: Tensor2D, labels: readonly number[], output: Output) => Scalar;
  /** What predictions are made from: of the same shape as the outputs. */
  readonly scores: (outputs: Tensor2D) => Tensor2D;
  /** Of one row of the scores. */
  readonly predict: (row: readonly number[], output: Output) => Predicted;
}

/** The contract of a family's network: what objectives and heads compute with. */
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Engine, Weights } from '../engines/engine.js';
import type { RaggedBatch } from './shared/batch.js';
import type { DropoutKey } from './shared/dropout.js';

export interface Network {
  readonly engine: Engine;
  readonly weights: Weights;
  /** The matrix of the output product [rows of the token table, hidden size]; the token table where tied. */
  readonly output: Tensor2D;
  /** Dropout rate before the classifier. */
  readonly classifierDropout: number;
  /** Final states of every token [N, hidden size]; dropout null: evaluation. */
  states(batch: RaggedBatch, dropout: DropoutKey | null): Tensor2D;
  /** The state that stands for each sequence of the batch; `which` [M]: places among its sequences. → [M, hidden size] */
  readout(states: Tensor2D, batch: RaggedBatch, which: Int32Array): Tensor2D;
  /** Frees what the network holds beside its weights. */
  dispose(): void;
}

/** What the layers of one forward pass share. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Engine } from '../../engines/engine.js';
import type { GptOptions } from './options.js';
import type { RaggedBatch } from '../shared/batch.js';
import type { DropoutKey } from '../shared/dropout.js';
import type { PositionEncoding } from './positions.js';

export interface Pass {
  readonly engine: Engine;
  readonly options: GptOptions;
  readonly positions: PositionEncoding;
  readonly batch: RaggedBatch;
  readonly dropout: DropoutKey | null;
  /** A weight by its name; an unknown name is a broken invariant. */
  readonly matrix: (name: string) => Tensor2D;
  readonly vector: (name: string) => Tensor1D;
}

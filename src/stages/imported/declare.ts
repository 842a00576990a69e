/** Stage: weights that somebody else trained, with their tokenizer, in the place of a pre-training of one's own. */
import { memoryOfData } from '../sizes.js';
import type { Declaration } from '../stage.js';

export interface ImportedSpec {
  readonly kind: 'imported';
  /** What the experiment calls them; no part of the identity: their bytes are hashed. */
  readonly weights: string;
  readonly weightsHash: string;
}

/** Its artifacts. */
export const FILES = ['tokenizer.json', 'weights.bin'];

const BYTES_PER_SECOND = 200e6;

export const imported: Declaration<ImportedSpec, 'trial', never> = {
  kind: 'imported',
  version: 1,
  scope: 'trial',
  plan: ({ experiment, inputs }) => {
    const { weights } = experiment.pretrain;
    if (weights === null) return [];
    const spec: ImportedSpec = { kind: 'imported', weights, weightsHash: inputs.weights?.sha256 ?? '' };
    return [{ spec, label: `weights ${weights}` }];
  },
  inputs: [],
  data: 'weightsHash',
  reads: ['pretrain.weights'],
  ignores: [],
  identity: ({ weightsHash }) => ({ weightsHash }),
  names: { weightsHash: 'weights' },
  estimate: (_, { inputs }) => {
    const bytes = inputs.weights?.bytes ?? 0;
    return {
      parameters: null,
      flops: 0,
      seconds: bytes / BYTES_PER_SECOND,
      bytes,
      memory: memoryOfData(2 * bytes),
    };
  },
  threads: 'one',
  artifacts: { format: 'sealed', files: FILES },
  yields: [],
};

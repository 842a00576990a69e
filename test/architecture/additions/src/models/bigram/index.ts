/** Family bigram: the next token follows from the last one alone; a text is the mean of its tokens (a log-bilinear model). */
import type { ModelFamily } from '../family.js';
import { matrixShape } from '../shared/shapes.js';
import { bigramInput } from './input.js';
import { bigramOptions } from './options.js';
import type { BigramOptions } from './options.js';

export const bigram = {
  title: 'bigram model',
  options: bigramOptions,
  size: {
    parameters: ({ hiddenSize }, rows) => 2 * rows * hiddenSize,
    flopsPerToken: ({ hiddenSize }, rows) => ({
      forward: 2 * rows * hiddenSize,
      training: 6 * rows * hiddenSize,
    }),
    activations: ({ hiddenSize }, rows, { tokens }) => tokens * (hiddenSize + rows),
    blocks: () => 0,
  },
  weights: {
    shapes: ({ hiddenSize }, rows) => ['tokens', 'output'].map((name) => matrixShape(name, rows, hiddenSize)),
    transfer: (pretrained, fresh) => new Map([...fresh, ...pretrained]),
  },
  input: bigramInput,
  objective: 'next-token',
  headCounts: null,
  finetuningOnly: [],
  conflicts: () => [],
  describe: ({ hiddenSize }) => `embeddings of size ${hiddenSize}`,
  dropout: () => ({}),
  withDropout: (options) => options,
  network: () => import('./network.js'),
} satisfies ModelFamily<BigramOptions>;

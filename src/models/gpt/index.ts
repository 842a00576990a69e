/** Family gpt: the decoder of Radford et al. 2018 and 2019, pre-trained as a language model. */
import type { ModelFamily } from '../family.js';
import { gptExport } from './export.js';
import { gptInput } from './input.js';
import { conflicts, describe, gptOptions } from './options.js';
import type { GptOptions } from './options.js';
import { gptSize, headCounts } from './size.js';
import { gptWeights } from './weights.js';

export const gpt = {
  title: 'Transformer decoder',
  options: gptOptions,
  size: gptSize,
  weights: gptWeights,
  input: gptInput,
  objective: 'next-token',
  headCounts,
  exports: gptExport,
  finetuningOnly: ['dropout.classifier'],
  conflicts,
  describe,
  dropout: ({ dropout }) => ({ ...dropout }),
  withDropout: (options, rate) => ({
    ...options,
    dropout: { ...options.dropout, embedding: rate, residual: rate, attention: rate },
  }),
  network: () => import('./network.js'),
} satisfies ModelFamily<GptOptions>;

/** The section `model:` of family bigram. */
import { z } from 'zod';
import { contextLength, count, initialisation } from '../shared/options.js';

export const bigramOptions = z.strictObject({
  family: z.literal('bigram').describe('model family'),
  hiddenSize: count.default(64).describe('size of the embeddings'),
  contextLength,
  initialisation,
});

export type BigramOptions = z.infer<typeof bigramOptions>;

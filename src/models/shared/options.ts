/** Options that sections of several families have. */
import { z } from 'zod';

export const count = z.number().int().positive();

/** Of dropout: 0 to below 1. */
export const rate = z.number().min(0).lt(1);

export const contextLength = count.default(128).describe('context length: longest sequence, in tokens');

export const initialisation = z
  .strictObject({
    std: z.number().positive().default(0.02).describe('standard deviation of the normal distribution'),
  })
  .prefault({})
  .describe('weight initialisation');

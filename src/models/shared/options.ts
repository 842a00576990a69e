/** Options that sections of several families have. */
import { z } from 'zod';
import { LARGEST_FLOAT, MOST_INDEX } from '../../engines/limits.js';

/** Of what is counted by the dozen: layers, heads. */
export const count = z.number().int().positive().max(10_000);

/** A weight of 4·d × d numbers is one array of fewer than 2³¹. */
export const hiddenSize = z
  .number()
  .int()
  .positive()
  .max(Math.floor(Math.sqrt(MOST_INDEX / 4)));

/** Of dropout: 0 to below 1. */
export const rate = z.number().min(0).lt(1);

export const contextLength = z
  .number()
  .int()
  .positive()
  .max(2 ** 20)
  .default(128)
  .describe('context length: longest sequence, in tokens');

export const initialisation = z
  .strictObject({
    std: z
      .number()
      .positive()
      .max(LARGEST_FLOAT)
      .default(0.02)
      .describe('standard deviation of the normal distribution'),
  })
  .prefault({})
  .describe('weight initialisation');

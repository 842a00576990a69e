/** What other programs must know of a model to compute with it. */
import type { FamilyExport } from '../family.js';
import { sequenceOf } from './input.js';
import type { GptOptions } from './options.js';
import { TABLED, tabled } from './tables.js';
import { blockPrefix } from './weights.js';

export const gptExport: FamilyExport<GptOptions> = {
  tables: TABLED,
  tabled,
  sequence: sequenceOf,
  lastBias: ({ norm, layers }) =>
    norm === 'pre' ? 'finalNorm.bias' : `${blockPrefix(layers - 1)}norm2.bias`,
};

/** A tiny model over tokens that the tests make themselves. */
import type { Engine } from '../../src/engines/engine.js';
import { modelSchema } from '../../src/experiment/schema.js';
import type { ModelOptions } from '../../src/experiment/schema.js';
import { freshWeights } from '../../src/models/shared/initialisation.js';
import { openModel } from '../../src/models/gpt/network.js';
import type { LanguageModel } from '../../src/models/gpt/network.js';
import { openWeights, weightShapes } from '../../src/models/gpt/weights.js';

export const ENTRIES = 24;

export function tinyOptions(options: object = {}): ModelOptions {
  const dropout = { embedding: 0, residual: 0, attention: 0, classifier: 0 };
  return modelSchema.parse({ layers: 2, width: 16, heads: 2, context: 12, dropout, ...options });
}

export function tinyModel(engine: Engine, options: ModelOptions, deviation = 0.3): LanguageModel {
  const shapes = weightShapes(options, ENTRIES);
  return openModel(engine, options, openWeights(freshWeights(shapes, { deviation, stream: ['tiny'] })));
}

/** A sequence with something to learn: each token follows from the two before it. */
export function patterned(length: number, start = 1): Uint16Array {
  const tokens = Uint16Array.from({ length });
  for (let i = 0; i < length; i++)
    tokens[i] = i < 2 ? start + i : (3 * tokens[i - 1] + tokens[i - 2] + (i % 7 === 0 ? 1 : 0)) % ENTRIES;
  return tokens;
}

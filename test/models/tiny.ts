/** A tiny model over tokens that the tests make themselves. */
import type { Engine } from '../../src/engines/engine.js';
import { gptOptions } from '../../src/models/gpt/options.js';
import type { GptOptions } from '../../src/models/gpt/options.js';
import { freshWeights } from '../../src/models/shared/initialisation.js';
import { open } from '../../src/models/gpt/network.js';
import type { Network } from '../../src/models/network.js';
import { weightShapes } from '../../src/models/gpt/weights.js';
import { openWeights } from '../../src/engines/ops/weights.js';

export const ENTRIES = 24;

export function tinyOptions(options: object = {}): GptOptions {
  const dropout = { embedding: 0, residual: 0, attention: 0, classifier: 0 };
  return gptOptions.parse({ layers: 2, hiddenSize: 16, heads: 2, contextLength: 12, dropout, ...options });
}

export function tinyModel(engine: Engine, options: GptOptions, deviation = 0.3): Network {
  const shapes = weightShapes(options, ENTRIES);
  return open(engine, options, openWeights(freshWeights(shapes, { std: deviation, stream: ['tiny'] })));
}

/** A sequence with something to learn: each token follows from the two before it. */
export function patterned(length: number, start = 1): Uint16Array {
  const tokens = Uint16Array.from({ length });
  for (let i = 0; i < length; i++)
    tokens[i] = i < 2 ? start + i : (3 * tokens[i - 1]! + tokens[i - 2]! + (i % 7 === 0 ? 1 : 0)) % ENTRIES;
  return tokens;
}

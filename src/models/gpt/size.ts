/** Sizes and costs of a model as pure formulas: planning and reports use them without a tensor library. */
import type { ModelOptions } from '../../experiment/schema.js';

/** Weights of one layer's attention, biases not counted: query, key, value and output projections, 4·d². Heads do not enter. */
export function attentionParameters(width: number): number {
  return 4 * width * width;
}

/**
 * All trainable numbers of the language model; a fine-tuned one adds its classifier. `entries`: rows of the token table.
 * One block: attention 4·d² + 4·d, feed-forward 8·d² + 5·d, two norms 4·d.
 */
export function parameterCount(model: ModelOptions, entries: number): number {
  const { layers, width, context } = model;
  const block = attentionParameters(width) + 8 * width * width + 13 * width;
  const positions = model.position === 'learned' ? context * width : 0;
  const finalNorm = model.norm === 'pre' ? 2 * width : 0;
  const output = model.tiedOutput ? 0 : entries * width;
  return entries * width + positions + layers * block + finalNorm + output;
}

/**
 * Floating-point operations a token of a full-length sequence. Forward: 2 a matrix weight, the output product included,
 * and 4·L·T·d for attention's two products; training: three times that (Kaplan et al. 2020, section 2.1).
 */
export function flopsPerToken(model: ModelOptions, entries: number): { forward: number; training: number } {
  const { layers, width, context } = model;
  const matrices = layers * 12 * width * width + entries * width;
  const forward = 2 * matrices + 4 * layers * context * width;
  return { forward, training: 3 * forward };
}

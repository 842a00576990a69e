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
  const { layers, hiddenSize, contextLength } = model;
  const block = attentionParameters(hiddenSize) + 8 * hiddenSize * hiddenSize + 13 * hiddenSize;
  const positions = model.positionEncoding === 'learned' ? contextLength * hiddenSize : 0;
  const finalNorm = model.norm === 'pre' ? 2 * hiddenSize : 0;
  const output = model.tieEmbeddings ? 0 : entries * hiddenSize;
  return entries * hiddenSize + positions + layers * block + finalNorm + output;
}

/**
 * Floating-point operations a token of a full-length sequence. Forward: 2 a matrix weight, the output product included,
 * and 4·L·T·d for attention's two products; training: three times that (Kaplan et al. 2020, section 2.1).
 */
export function flopsPerToken(model: ModelOptions, entries: number): { forward: number; training: number } {
  const { layers, hiddenSize, contextLength } = model;
  const matrices = layers * 12 * hiddenSize * hiddenSize + entries * hiddenSize;
  const forward = 2 * matrices + 4 * layers * contextLength * hiddenSize;
  return { forward, training: 3 * forward };
}

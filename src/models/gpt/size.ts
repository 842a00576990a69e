/** Sizes and costs of a model as pure formulas: planning and reports use them without a tensor library. */
import type { FamilySize, HeadCounts } from '../family.js';
import type { GptOptions } from './options.js';

/** Weights of one layer's attention, biases not counted: query, key, value and output projections, 4·d². Heads do not enter. */
export function attentionParameters(hiddenSize: number): number {
  return 4 * hiddenSize * hiddenSize;
}

/**
 * All trainable numbers of the language model. `rows`: of the token table. One block: attention 4·d² + 4·d, feed-forward
 * 8·d² + 5·d, two norms 4·d.
 */
export function parameterCount(options: GptOptions, rows: number): number {
  const { layers, hiddenSize, contextLength } = options;
  const block = attentionParameters(hiddenSize) + 8 * hiddenSize * hiddenSize + 13 * hiddenSize;
  const positions = options.positionEncoding === 'learned' ? contextLength * hiddenSize : 0;
  const finalNorm = options.norm === 'pre' ? 2 * hiddenSize : 0;
  const output = options.tieEmbeddings ? 0 : rows * hiddenSize;
  return rows * hiddenSize + positions + layers * block + finalNorm + output;
}

/**
 * Floating-point operations per token of a full-length sequence. Forward: 2 per matrix weight, the output product included,
 * and 4·L·T·d for attention's two products; training: three times that (Kaplan et al. 2020, section 2.1).
 */
export function flopsPerToken(options: GptOptions, rows: number): { forward: number; training: number } {
  const { layers, hiddenSize, contextLength } = options;
  const matrices = layers * 12 * hiddenSize * hiddenSize + rows * hiddenSize;
  const forward = 2 * matrices + 4 * layers * contextLength * hiddenSize;
  return { forward, training: 3 * forward };
}

export const gptSize: FamilySize<GptOptions> = {
  parameters: parameterCount,
  flopsPerToken,
  blocks: ({ layers }) => layers,
};

/** GPT-1's size (Radford et al. 2018, section 4.1) with its released vocabulary, and the heads of the report's Table 3. */
const GPT_1 = {
  layers: 12,
  hiddenSize: 768,
  contextLength: 512,
  positionEncoding: 'learned',
  norm: 'post',
  tieEmbeddings: true,
} as const;

export const headCounts: HeadCounts<GptOptions> = {
  of: ({ heads }) => heads,
  layers: ({ layers }) => layers,
  withHeads: (options, heads) => ({ ...options, heads }),
  attentionParameters: ({ hiddenSize }) => attentionParameters(hiddenSize),
  published: {
    name: 'GPT-1',
    rows: 40_478,
    heads: [6, 12, 24],
    options: (options) => ({ ...options, ...GPT_1 }),
  },
};

/** Sizes and costs of a model as pure formulas: planning and reports use them without a tensor library. */
import type { FamilySize, HeadCounts, Pass } from '../family.js';
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

/** Numbers per token and number of the hidden state that one block's forward pass leaves, as composition: see activations. */
const KEPT = { post: { training: 16, evaluation: 8 }, pre: { training: 20, evaluation: 12 } } as const;
/** As one op. */
const KEPT_FUSED = { training: 16, evaluation: 1 } as const;

/** In flight: the gradients of one block on the way back (of its hidden layer 4, of what it read 8); forward, a hidden layer. */
const IN_FLIGHT = { training: 12, evaluation: 4 } as const;
/** Forward, all of a block: the gradients are as many. */
const IN_FLIGHT_FUSED = { training: 12, evaluation: 12 } as const;

/** What the embeddings leave: of tokens, of positions, their sum, and the sum after dropout. */
const EMBEDDED = 4;

/** Where ops are compositions: scores, mask, softmax, dropout and their gradients; logits, their softmax and its gradient. */
const PLAIN = { scores: 6, logits: 3 } as const;

/**
 * Numbers in memory beside the weights. What lives of a block (engines/ops/block.ts; what engines/native/block.ts saves):
 * queries, keys and values 3·d, attention d, its projection d, a norm d, the feed-forward's hidden layer and its slopes 4·d
 * each, its output d, a norm d: 16·d a token. Without a backward pass one op gives back all but its result; of a
 * composition the hidden layer is given back: 8·d, and pre-norm has both sums, and both branches after dropout, by
 * themselves: 4·d more. Peaks and sums of the softmax: 2 a head. In bfloat16 14 of the 16·d take half: not counted.
 */
export function activations(options: GptOptions, rows: number, pass: Pass): number {
  const { layers, hiddenSize, heads, norm } = options;
  const phase = pass.isTraining ? 'training' : 'evaluation';
  const [kept, inFlight] = pass.isFused
    ? [KEPT_FUSED[phase], IN_FLIGHT_FUSED[phase]]
    : [KEPT[norm][phase], IN_FLIGHT[phase]];
  const block = kept * hiddenSize + 2 * heads;
  const scores = pass.isFused ? 0 : layers * PLAIN.scores * heads * pass.length;
  const logits = pass.isFused || !pass.isTraining ? 0 : PLAIN.logits * rows;
  return pass.tokens * (layers * block + (EMBEDDED + inFlight) * hiddenSize + scores + logits);
}

export const gptSize: FamilySize<GptOptions> = {
  parameters: parameterCount,
  flopsPerToken,
  activations,
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

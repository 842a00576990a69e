/** The section `model:` of family gpt. */
import { z } from 'zod';
import { ACTIVATIONS } from '../../engines/engine.js';
import type { OptionConflict } from '../family.js';
import { contextLength, count, hiddenSize, initialisation, rate } from '../shared/options.js';

export const POSITIONS = ['learned', 'sinusoidal', 'rotary', 'alibi', 'none'] as const;

const dropout = z.strictObject({
  embedding: rate.default(0.1).describe('of the summed embeddings'),
  residual: rate.default(0.1).describe('of each residual branch'),
  attention: rate.default(0.1).describe('of the attention weights'),
  classifier: rate.default(0.1).describe('before the classification head, in fine-tuning'),
});

export const gptOptions = z.strictObject({
  // optional as well: a union of families then takes a section without the option for this one
  family: z.literal('gpt').optional().default('gpt').describe('model family'),
  layers: count.default(4).describe('Transformer layers'),
  hiddenSize: hiddenSize.default(128).describe('hidden size, d_model'),
  heads: count.default(4).describe('attention heads per layer; must divide hiddenSize'),
  contextLength,
  positionEncoding: z.enum(POSITIONS).default('learned').describe('position encoding'),
  activation: z.enum(ACTIVATIONS).default('gelu').describe('activation function of the feed-forward layers'),
  norm: z
    .enum(['post', 'pre'])
    .default('post')
    .describe('post: LayerNorm after each residual branch (GPT-1); pre: before it'),
  dropout: dropout.prefault({}).describe('dropout rates'),
  tieEmbeddings: z.boolean().default(true).describe('tie input and output embeddings'),
  initialisation,
});

export type GptOptions = z.infer<typeof gptOptions>;
export type Position = (typeof POSITIONS)[number];

/** What the options say together that cannot be. */
export function conflicts({ hiddenSize, heads, positionEncoding }: GptOptions): readonly OptionConflict[] {
  if (hiddenSize % heads !== 0)
    return [
      {
        options: ['heads', 'hiddenSize'],
        message: `model.heads must divide model.hiddenSize: ${hiddenSize} / ${heads} is not a whole number.`,
        hint: `Heads that divide ${hiddenSize}: ${divisors(hiddenSize).join(', ')}.`,
      },
    ];
  if (positionEncoding !== 'rotary' || (hiddenSize / heads) % 2 === 0) return [];
  return [
    {
      options: ['positionEncoding', 'heads', 'hiddenSize'],
      message: `Rotary positions turn pairs of numbers, but a head is ${hiddenSize / heads} wide (hidden size ${hiddenSize} / ${heads} heads).`,
      hint: 'Choose model.heads and model.hiddenSize so that their quotient is even.',
    },
  ];
}

/** The divisors that a number of heads may be, up to 64. */
function divisors(hiddenSize: number): number[] {
  return Array.from({ length: Math.min(hiddenSize, 64) }, (_, i) => i + 1).filter(
    (n) => hiddenSize % n === 0,
  );
}

export function describe(options: GptOptions): string {
  const { layers, hiddenSize, heads, norm, positionEncoding, activation, tieEmbeddings } = options;
  return [
    `${layers} layers, hidden size ${hiddenSize}, ${heads} heads`,
    `context length ${options.contextLength}`,
    `${positionEncoding} positions`,
    activation,
    `${norm}-norm`,
    tieEmbeddings ? 'output weights tied to the embeddings' : 'output weights of their own',
    `weights from N(0, ${options.initialisation.std}²)`,
  ].join(', ');
}

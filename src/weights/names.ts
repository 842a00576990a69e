/** What formats call our weights, and what the two of GPT have in common. */
import type { Part, WeightFormat } from './formats/format.js';

const IN_BLOCKS: Readonly<Record<string, string>> = {
  'attention.qkv': 'attn.c_attn',
  'attention.output': 'attn.c_proj',
  norm1: 'ln_1',
  norm2: 'ln_2',
  'feedForward.input': 'mlp.c_fc',
  'feedForward.output': 'mlp.c_proj',
};

const ENDS: Readonly<Record<string, string>> = {
  weight: 'weight',
  gain: 'weight',
  bias: 'bias',
};

interface GptNames {
  readonly positions: string;
  readonly tokens: string;
  readonly finalNorm: string;
}

function gptName(names: GptNames, ours: string): string {
  if (ours === 'positions') return names.positions;
  if (ours === 'tokens') return names.tokens;
  if (ours === 'output') return OUTPUT;
  const dot = ours.lastIndexOf('.');
  const end = ENDS[ours.slice(dot + 1)];
  const [, block, inside] = /^blocks\.(\d+)\.(.+)$/.exec(ours.slice(0, dot)) ?? [];
  const owner = block === undefined ? names.finalNorm : `h.${block}.${IN_BLOCKS[inside ?? ''] ?? ''}`;
  return `${owner}.${end ?? ''}`;
}

/** GPT-1's and GPT-2's: each weight is one tensor, and matrices lie as ours do, [inputs, outputs]. */
export const gptParts =
  (names: GptNames) =>
  (ours: string): readonly Part[] => [
    { name: gptName(names, ours), third: null, isTransposed: false, rowsBefore: 0 },
  ];

export const GPT_SIZES = {
  layers: 'n_layer',
  hiddenSize: 'n_embd',
  heads: 'n_head',
  contextLength: 'n_positions',
} as const;

/** The output matrix: one of its own, or the token table saved a second time. */
export const OUTPUT = 'lm_head.weight';

/** As a model with a head has it. */
export const prefixed = ({ prefix }: Pick<WeightFormat, 'prefix'>, name: string): string =>
  name === OUTPUT ? name : prefix + name;

/** Saved by older versions beside the weights: the causal mask, and the numbers of positions. */
export const isBuffer = (name: string): boolean =>
  /(?:^|\.)(?:h\.\d+\.attn\.(?:masked_)?bias|position_ids)$/.test(name);

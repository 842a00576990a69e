/** What formats call our weights. Matrices lie alike, [inputs, outputs], in all of them. */
import type { WeightFormat } from './formats/format.js';

const IN_BLOCKS: Readonly<Record<string, string>> = {
  'attention.qkv': 'attn.c_attn',
  'attention.output': 'attn.c_proj',
  norm1: 'ln_1',
  norm2: 'ln_2',
  'feedForward.input': 'mlp.c_fc',
  'feedForward.output': 'mlp.c_proj',
};

const PARTS: Readonly<Record<string, string>> = {
  weight: 'weight',
  gain: 'weight',
  bias: 'bias',
};

/** The name in files of a format, without the prefix that some of them have. */
export function nameIn({ names }: Pick<WeightFormat, 'names'>, ours: string): string {
  if (ours === 'positions') return names.positions;
  if (ours === 'tokens') return names.tokens;
  const dot = ours.lastIndexOf('.');
  const part = PARTS[ours.slice(dot + 1)];
  const [, block, inside] = /^blocks\.(\d+)\.(.+)$/.exec(ours.slice(0, dot)) ?? [];
  const owner = block === undefined ? names.finalNorm : `h.${block}.${IN_BLOCKS[inside ?? ''] ?? ''}`;
  return `${owner}.${part ?? ''}`;
}

/** Of a model that is saved with a head: what every name but the head's begins with. */
export const PREFIX = 'transformer.';

/** Saved by older versions beside the weights: the causal mask, and the numbers of positions. */
export const isBuffer = (name: string): boolean =>
  /(?:^|\.)(?:h\.\d+\.attn\.(?:masked_)?bias|position_ids)$/.test(name);

/** The output matrix, where it is saved apart from the token table that it is. */
export const TIED_OUTPUT = 'lm_head.weight';

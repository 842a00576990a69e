/**
 * OPT (Zhang et al. 2022) as model hubs have it, for what the other two have no word for: norms in either place, and any
 * of our activation functions with both. Its position table begins with two rows that no token is at.
 */
import type { Part, WeightFormat } from './format.js';

const IN_BLOCKS: Readonly<Record<string, string>> = {
  'attention.output': 'self_attn.out_proj',
  norm1: 'self_attn_layer_norm',
  norm2: 'final_layer_norm',
  'feedForward.input': 'fc1',
  'feedForward.output': 'fc2',
};

const ATTENTION = ['q_proj', 'k_proj', 'v_proj'] as const;

const part = (name: string, more: Partial<Part> = {}): Part => ({
  name,
  third: null,
  isTransposed: false,
  rowsBefore: 0,
  ...more,
});

function partsOf(ours: string): readonly Part[] {
  if (ours === 'positions') return [part('decoder.embed_positions.weight', { rowsBefore: 2 })];
  if (ours === 'tokens') return [part('decoder.embed_tokens.weight')];
  if (ours === 'output') return [part('lm_head.weight')];
  const end = ours.endsWith('.bias') ? 'bias' : 'weight';
  const isTransposed = ours.endsWith('.weight');
  const [, block, inside = ''] = /^blocks\.(\d+)\.(.+)\.\w+$/.exec(ours) ?? [];
  if (block === undefined) return [part(`decoder.final_layer_norm.${end}`)];
  const layer = `decoder.layers.${block}.`;
  if (inside !== 'attention.qkv')
    return [part(`${layer}${IN_BLOCKS[inside] ?? ''}.${end}`, { isTransposed })];
  return ATTENTION.map((name, third) =>
    part(`${layer}self_attn.${name}.${end}`, { isTransposed, third: third as 0 | 1 | 2 }),
  );
}

export const opt: WeightFormat = {
  title: 'OPT',
  modelType: 'opt',
  schemes: ['reprise', 'gpt1-basic', 'gpt1-code', 'gpt2'],
  prefix: 'model.',
  partsOf,
  norms: { post: { do_layer_norm_before: false }, pre: { do_layer_norm_before: true } },
  sizes: {
    layers: 'num_hidden_layers',
    hiddenSize: 'hidden_size',
    heads: 'num_attention_heads',
    contextLength: 'max_position_embeddings',
  },
  multiples: { ffn_dim: 4, word_embed_proj_dim: 1 },
  activationKey: 'activation_function',
  activations: { relu: 'relu', gelu: 'gelu', gelu_new: 'gelu-tanh', silu: 'swish', swish: 'swish' },
  fixed: { enable_bias: true, layer_norm_elementwise_affine: true, _remove_final_layer_norm: false },
  classes: { languageModel: 'OPTForCausalLM', classifier: 'OPTForSequenceClassification' },
};

/** GPT-2 (Radford et al. 2019) as model hubs have it: norms before each branch and at the end. */
import type { WeightFormat } from './format.js';

export const gpt2: WeightFormat = {
  title: 'GPT-2',
  modelType: 'gpt2',
  schemes: ['gpt2'],
  vocabulary: 'bytes',
  norm: 'pre',
  activationKey: 'activation_function',
  activations: { gelu_new: 'gelu-tanh', gelu: 'gelu', relu: 'relu', silu: 'swish', swish: 'swish' },
  names: { positions: 'wpe.weight', tokens: 'wte.weight', finalNorm: 'ln_f' },
  fixed: {
    layer_norm_epsilon: 1e-5,
    tie_word_embeddings: true,
    n_inner: null,
    scale_attn_weights: true,
    scale_attn_by_inverse_layer_idx: false,
    add_cross_attention: false,
  },
  architectures: { languageModel: 'GPT2LMHeadModel', classifier: 'GPT2ForSequenceClassification' },
};

/** GPT-2 (Radford et al. 2019) as model hubs have it: norms before each branch and at the end. */
import { gptParts, GPT_SIZES } from '../names.js';
import type { WeightFormat } from './format.js';

export const gpt2: WeightFormat = {
  title: 'GPT-2',
  modelType: 'gpt2',
  schemes: ['gpt2', 'reprise'],
  prefix: 'transformer.',
  partsOf: gptParts({ positions: 'wpe.weight', tokens: 'wte.weight', finalNorm: 'ln_f' }),
  norms: { pre: {} },
  sizes: GPT_SIZES,
  multiples: { n_inner: 4 },
  activationKey: 'activation_function',
  activations: { gelu_new: 'gelu-tanh', gelu: 'gelu', relu: 'relu', silu: 'swish', swish: 'swish' },
  fixed: {
    layer_norm_epsilon: 1e-5,
    scale_attn_weights: true,
    scale_attn_by_inverse_layer_idx: false,
    add_cross_attention: false,
  },
  classes: { languageModel: 'GPT2LMHeadModel', classifier: 'GPT2ForSequenceClassification' },
};

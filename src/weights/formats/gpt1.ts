/** GPT-1 (Radford et al. 2018) as model hubs have it, openai-gpt. Its "gelu" is the tanh form. */
import { gptParts, GPT_SIZES } from '../names.js';
import type { WeightFormat } from './format.js';

export const gpt1: WeightFormat = {
  title: 'GPT-1',
  modelType: 'openai-gpt',
  schemes: ['gpt1-basic', 'gpt1-code', 'reprise'],
  prefix: 'transformer.',
  partsOf: gptParts({
    positions: 'positions_embed.weight',
    tokens: 'tokens_embed.weight',
    finalNorm: '', // it has none
  }),
  norms: { post: {} },
  sizes: GPT_SIZES,
  multiples: {},
  activationKey: 'afn',
  activations: { gelu: 'gelu-tanh', gelu_new: 'gelu-tanh', relu: 'relu', silu: 'swish', swish: 'swish' },
  fixed: { layer_norm_epsilon: 1e-5 },
  classes: { languageModel: 'OpenAIGPTLMHeadModel', classifier: 'OpenAIGPTForSequenceClassification' },
};

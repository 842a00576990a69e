/** GPT-1 (Radford et al. 2018) as model hubs have it, openai-gpt. Its "gelu" is the tanh form. */
import type { WeightFormat } from './format.js';

export const gpt1: WeightFormat = {
  title: 'GPT-1',
  modelType: 'openai-gpt',
  schemes: ['gpt1-basic', 'gpt1-code'],
  vocabulary: 'words',
  norm: 'post',
  activationKey: 'afn',
  activations: { gelu: 'gelu-tanh', gelu_new: 'gelu-tanh', relu: 'relu', silu: 'swish', swish: 'swish' },
  names: { positions: 'positions_embed.weight', tokens: 'tokens_embed.weight', finalNorm: '' },
  fixed: { layer_norm_epsilon: 1e-5, tie_word_embeddings: true },
  architectures: { languageModel: 'OpenAIGPTLMHeadModel', classifier: 'OpenAIGPTForSequenceClassification' },
};

/** Stage: pre-training of a language model on a tokenized corpus. Trials from scratch have none. */
import { effectivePretrain, effectivePretrainModel } from '../../experiment/effective.js';
import type { ModelOptions } from '../../experiment/schema.js';
import type { PretrainOptions } from './options.js';
import { flopsPerToken } from '../../models/gpt/size.js';
import { entriesOf, trainingCost } from '../sizes.js';
import { trialLabel } from '../stage.js';
import type { Declaration } from '../stage.js';

export interface PretrainSpec {
  readonly kind: 'pretrain';
  readonly tokenize: string;
  readonly model: ModelOptions;
  readonly pretrain: PretrainOptions;
  readonly seed: number;
}

export const pretrain: Declaration<PretrainSpec, 'trial', keyof PretrainSpec> = {
  kind: 'pretrain',
  version: 1,
  scope: 'trial',
  plan: (place) => {
    const { model, pretrain: options, finetune } = place.experiment;
    if (finetune.initFrom === 'scratch') return [];
    const tokens = place.keyOf('tokenize');
    return [
      {
        spec: { kind: 'pretrain', tokenize: tokens, model, pretrain: options, seed: place.seed },
        label: trialLabel('pretrain', place),
      },
    ];
  },
  inputs: ['tokenize'],
  data: null,
  reads: ['model', 'pretrain', 'engine.name', 'engine.precision'],
  ignores: ['model.dropout.classifier', 'pretrain.corpus', 'pretrain.checkpointEvery'],
  identity: ({ tokenize, model, pretrain: options, seed }, numericsVersion) => ({
    tokenize,
    model: effectivePretrainModel(model),
    pretrain: effectivePretrain(options),
    seed,
    numericsVersion,
  }),
  names: {},
  estimate: ({ model, pretrain: { steps, batchSize } }, place) => {
    const tokens = steps * batchSize * model.contextLength;
    return trainingCost(model, tokens * flopsPerToken(model, entriesOf(place)).training, place);
  },
  threads: 'engine',
  artifacts: { format: 'tensors', files: ['weights.bin'] },
  yields: ['losses', 'heldout-loss', 'parameters'],
};

/** Stage: pre-training of a language model on a tokenized corpus. Trials from scratch have none. */
import type { OptionPath } from '../../experiment/schema.js';
import { familyOf, FINETUNING_ONLY, pretrainingOptions, type ModelOptions } from '../../models/index.js';
import { effectivePretrain, keptSteps, pretrainText, type PretrainOptions } from './options.js';
import { corpusMemory, memoryOfModel, rowsOf, trainingCost, weightBytes } from '../sizes.js';
import { trialLabel } from '../stage.js';
import type { Declaration } from '../stage.js';

export interface PretrainSpec {
  readonly kind: 'pretrain';
  readonly tokenize: string;
  readonly model: ModelOptions;
  readonly pretrain: PretrainOptions;
  readonly seed: number;
}

export const pretrain: Declaration<PretrainSpec, 'trial', 'losses' | 'heldout-loss' | 'parameters'> = {
  kind: 'pretrain',
  version: 1,
  scope: 'trial',
  plan: (place) => {
    const { model, pretrain: options, finetune } = place.experiment;
    if (finetune.initFrom === 'scratch' || options.weights !== null) return [];
    const tokens = place.keyOf('tokenize');
    return [
      {
        spec: {
          kind: 'pretrain',
          tokenize: tokens,
          model,
          pretrain: options,
          seed: options.seed ?? place.seed,
        },
        label: trialLabel('pretrain', options.seed === null ? place : { ...place, seed: options.seed }),
      },
    ];
  },
  inputs: ['tokenize'],
  data: null,
  reads: ['model', 'pretrain', 'engine.name', 'engine.precision'],
  ignores: [
    ...(FINETUNING_ONLY as readonly OptionPath[]),
    'pretrain.corpus',
    'pretrain.weights',
    'pretrain.checkpointEvery',
  ],
  identity: ({ tokenize, model, pretrain: options, seed }, numericsVersion) => ({
    tokenize,
    model: pretrainingOptions(model),
    pretrain: effectivePretrain(options),
    seed,
    numericsVersion,
  }),
  names: {},
  /** The model as well: this stage is the first that trains it. */
  describe: ({ model, pretrain: options }, grouped) => [
    { label: 'Model', value: familyOf(model).describe(model) },
    { label: 'Dropout', value: dropoutText(model) },
    { label: 'Pre-training', value: pretrainText(options, grouped) },
  ],
  estimate: ({ model, pretrain: options }, place) => {
    const { steps, batchSize } = options;
    const tokens = steps * batchSize * model.contextLength;
    const flops = tokens * familyOf(model).size.flopsPerToken(model, rowsOf(place)).training;
    const length = model.contextLength;
    const batch = { tokens: batchSize * length, length, isTraining: true };
    const memory = memoryOfModel({ model, data: corpusMemory(place.inputs), batch }, place);
    const cost = trainingCost(model, flops, place);
    const one = weightBytes(model, place);
    const averages = options.averageDecay === null ? 0 : one;
    return {
      ...cost,
      bytes: cost.bytes + keptSteps(options).length * one + averages,
      memory: { ...memory, weights: memory.weights + AVERAGE_COPIES * averages },
    };
  },
  threads: 'engine',
  artifacts: { format: 'tensors', files: ['weights.bin'] },
  yields: ['losses', 'heldout-loss', 'parameters'],
  training: {
    title: 'Pre-training',
    rates: ({ pretrain: { schedule, scheduleFloor, optimizer, warmupSteps, steps } }) => ({
      schedule,
      scheduleFloor,
      peak: optimizer.learningRate,
      warmup: { steps: warmupSteps },
      length: { steps },
    }),
  },
  model: ({ model, tokenize }) => ({ options: model, tokenizer: tokenize, task: null }),
};

/** Of an average of the weights: itself, a copy that it is measured on, and a checkpoint's bytes of it, twice. */
const AVERAGE_COPIES = 4;

const dropoutText = (model: ModelOptions): string =>
  Object.entries(familyOf(model).dropout(model))
    .map(([name, rate]) => `${name} ${rate}`)
    .join(', ');

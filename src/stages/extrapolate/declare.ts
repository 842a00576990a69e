/** Stage: held-out loss of a pre-trained model at contexts longer than it was trained at. Planned where the experiment asks. */
import { FINETUNING_ONLY, familyOf, pretrainingOptions, type ModelOptions } from '../../models/index.js';
import type { OptionPath } from '../../experiment/schema.js';
import { corpusMemory, memoryOfModel, rowsOf } from '../sizes.js';
import { trialLabel } from '../stage.js';
import type { Declaration, TrialPlace } from '../stage.js';

export interface ExtrapolateSpec {
  readonly kind: 'extrapolate';
  readonly tokenize: string;
  readonly pretrain: string;
  /** As trained. */
  readonly model: ModelOptions;
  /** Multiples of the trained context length, ascending. */
  readonly factors: readonly number[];
  /** Draws what a table of positions lacks. */
  readonly seed: number;
}

/** Stretches of held-out text, each as long as the longest context, at most. */
export const STRETCHES = 64;

export const extrapolate: Declaration<ExtrapolateSpec, 'trial', 'length-losses'> = {
  kind: 'extrapolate',
  version: 1,
  scope: 'trial',
  plan: (place) => {
    const factors = factorsOf(place);
    if (factors.length === 0) return [];
    const { model, pretrain } = place.experiment;
    const seed = pretrain.seed ?? place.seed;
    const spec: ExtrapolateSpec = {
      kind: 'extrapolate',
      tokenize: place.keyOf('tokenize'),
      pretrain: place.keyOf('pretrain'),
      model,
      factors,
      seed,
    };
    return [{ spec, label: trialLabel('extrapolate', { ...place, seed }) }];
  },
  inputs: ['tokenize', 'pretrain'],
  data: null,
  reads: ['model', 'evaluate.contextFactors', 'engine.name', 'engine.precision'],
  ignores: FINETUNING_ONLY as readonly OptionPath[],
  identity: ({ tokenize, pretrain, model, factors, seed }, numericsVersion) => ({
    tokenize,
    pretrain,
    model: pretrainingOptions(model),
    factors,
    seed,
    numericsVersion,
  }),
  names: { factors: 'evaluate.contextFactors' },
  describe: ({ evaluate: { contextFactors }, model }) =>
    contextFactors.length === 0
      ? []
      : [
          {
            label: 'Beyond the trained length',
            value: `held-out loss at ${[...contextFactors].sort((a, b) => a - b).join(' and ')} times the context length ${model.contextLength}`,
          },
        ],
  estimate: ({ model, factors }, place) => {
    const longest = Math.max(...factors) * model.contextLength;
    const { size } = familyOf(model);
    const perToken = [1, ...factors].map(
      (factor) => size.flopsPerToken(lengthened(model, factor), rowsOf(place)).forward,
    );
    const flops = STRETCHES * longest * perToken.reduce((sum, one) => sum + one, 0);
    const batch = { tokens: longest, length: longest, isTraining: false };
    const held = { model: lengthened(model, Math.max(...factors)), data: corpusMemory(place.inputs), batch };
    return {
      parameters: size.parameters(model, rowsOf(place)),
      flops,
      seconds: flops / place.inputs.rate(model.hiddenSize),
      bytes: 0,
      memory: memoryOfModel(held, place),
    };
  },
  threads: 'engine',
  artifacts: null,
  yields: ['length-losses'],
};

/** The model with a context so many times as long. */
export const lengthened = (model: ModelOptions, factor: number): ModelOptions => ({
  ...model,
  contextLength: factor * model.contextLength,
});

/** Empty where there is no pre-training, or nobody asked. */
function factorsOf({ experiment: { pretrain, finetune, evaluate } }: TrialPlace): readonly number[] {
  if (finetune.initFrom === 'scratch' || pretrain.weights !== null) return [];
  return [...new Set(evaluate.contextFactors)].sort((a, b) => a - b);
}

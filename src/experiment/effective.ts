/** The options that can change a result, with what has no effect put away. Two equal ones give equal results. */
import type { Experiment, ModelOptions } from './schema.js';
import type { FinetuneOptions } from '../stages/finetune/options.js';
import type { PretrainOptions } from '../stages/pretrain/options.js';

/** What pre-training reads of the model: all but the classifier. */
export function effectivePretrainModel(model: ModelOptions): object {
  return { ...model, dropout: without(model.dropout, ['classifier']) };
}

/** Pre-training, without what only says when to save or is not read, and without the corpus's name: its bytes are hashed. */
export function effectivePretrain(pretrain: PretrainOptions): object {
  return {
    ...without(pretrain, ['checkpointEvery', 'corpus']),
    warmupSteps: pretrain.schedule === 'constant' ? 0 : pretrain.warmupSteps,
  };
}

/** Fine-tuning; all layers transferred is one thing, however it is written. */
export function effectiveFinetune(finetune: FinetuneOptions, model: ModelOptions): object {
  const { initFrom, transferredLayers } = finetune;
  const all = initFrom === 'scratch' || transferredLayers === model.layers;
  return {
    ...without(finetune, ['checkpointEvery']),
    transferredLayers: all ? null : transferredLayers,
    warmupFraction: finetune.schedule === 'constant' ? 0 : finetune.warmupFraction,
  };
}

/** What a variant's results depend on, as far as its options go. */
export function effectiveOptions(experiment: Experiment): object {
  const { tokenizer, model, pretrain, finetune } = experiment;
  return {
    tokenizer,
    model,
    pretrain: finetune.initFrom === 'scratch' ? null : effectivePretrain(pretrain),
    finetune: effectiveFinetune(finetune, model),
  };
}

function without<T extends object>(options: T, keys: readonly (keyof T & string)[]): object {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !keys.some((left) => left === key)));
}

/** The options that can change a result, with what has no effect put away. Two equal ones give equal results. */
import type { Experiment, FinetuneOptions, ModelOptions, PretrainOptions } from './schema.js';

/** A schedule without warm-up does not read it. */
const warmupOf = (options: { schedule: string; warmup: number }) =>
  options.schedule === 'constant' ? 0 : options.warmup;

/** What pre-training reads of the model: all but the classifier. */
export function effectivePretrainModel(model: ModelOptions): object {
  const { classifier: _, ...dropout } = model.dropout;
  return { ...model, dropout };
}

/** Pre-training, without what only says when to save, and without the corpus's name: its bytes are hashed. */
export function effectivePretrain(pretrain: PretrainOptions): object {
  const { checkpointEvery: _, corpus: __, ...rest } = pretrain;
  return { ...rest, warmup: warmupOf(pretrain) };
}

/** Fine-tuning; all layers transferred is one thing, however it is written. */
export function effectiveFinetune(finetune: FinetuneOptions, model: ModelOptions): object {
  const { checkpointEvery: _, transferredLayers, ...rest } = finetune;
  const transferred =
    finetune.from === 'scratch' || transferredLayers === model.layers ? null : transferredLayers;
  return { ...rest, transferredLayers: transferred, warmup: warmupOf(finetune) };
}

/** What a variant's results depend on, as far as its options go. */
export function effectiveOptions(experiment: Experiment): object {
  const { tokenizer, model, pretrain, finetune } = experiment;
  return {
    tokenizer,
    model,
    pretrain: finetune.from === 'scratch' ? null : effectivePretrain(pretrain),
    finetune: effectiveFinetune(finetune, model),
  };
}

/** The options that can change a result, with what has no effect put away. Two equal ones give equal results. */
import { effectiveFinetune } from '../stages/finetune/options.js';
import { effectivePretrain } from '../stages/pretrain/options.js';
import type { Experiment, ModelOptions } from './schema.js';

/** What pre-training reads of the model: all but the classifier. */
export function effectivePretrainModel(model: ModelOptions): object {
  const dropout = Object.entries(model.dropout).filter(([name]) => name !== 'classifier');
  return { ...model, dropout: Object.fromEntries(dropout) };
}

/** What a variant's results depend on, as far as its options go. */
export function effectiveOptions(experiment: Experiment): object {
  const { tokenizer, model, pretrain, finetune } = experiment;
  return {
    tokenizer,
    model,
    pretrain: finetune.initFrom === 'scratch' ? null : effectivePretrain(pretrain),
    finetune: effectiveFinetune(finetune, model.layers),
  };
}

/** The options that can change a result, with what has no effect put away. Two equal ones give equal results. */
import { familyOf, pretrainingOptions } from '../models/index.js';
import { effectiveFinetune, trainLimit } from '../stages/finetune/options.js';
import { effectivePretrain } from '../stages/pretrain/options.js';
import type { Experiment } from './schema.js';

/** What a variant's results depend on, as far as its options go. */
export function effectiveOptions(experiment: Experiment): object {
  const { tokenizer, model, pretrain, finetune, evaluate } = experiment;
  if (evaluate.mode === 'zero-shot')
    return { tokenizer, model: pretrainingOptions(model), pretrain: effectivePretrain(pretrain) };
  return {
    tokenizer,
    model,
    pretrain: finetune.initFrom === 'scratch' ? null : effectivePretrain(pretrain),
    finetune: effectiveFinetune(finetune, familyOf(model).size.blocks(model)),
    trainLimits: evaluate.tasks.map((task) => trainLimit(finetune, task)),
  };
}

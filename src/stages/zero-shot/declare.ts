/**
 * Stage: predictions of a language model on the evaluation splits of a task that it was not fine-tuned on, and metrics of
 * them; metrics also of the weights that its pre-training kept on the way.
 */
import { beginningOf, identityOfBeginning } from '../beginning.js';
import type { Beginning } from '../beginning.js';
import type { OptionPath } from '../../experiment/schema.js';
import { familyOf, FINETUNING_ONLY, pretrainingOptions } from '../../models/index.js';
import type { ModelOptions } from '../../models/index.js';
import { TASKS } from '../../tasks/index.js';
import type { TaskName } from '../../tasks/index.js';
import { zeroShotOf } from '../../tasks/task.js';
import type { EvaluateOptions } from '../evaluate/options.js';
import { dataHashOf, evaluatedExamples } from '../inputs.js';
import { keptSteps } from '../pretrain/options.js';
import {
  batchOf,
  examplesMemory,
  meanInput,
  memoryOfModel,
  PREDICTION_BYTES,
  rowsOf,
  trainedExamples,
} from '../sizes.js';
import { trialLabel } from '../stage.js';
import type { Declaration } from '../stage.js';

export interface ZeroShotSpec extends Beginning {
  readonly kind: 'zero-shot';
  /** Key of the pre-training; null: from imported weights. */
  readonly pretrain: string | null;
  readonly model: ModelOptions;
  readonly task: TaskName;
  readonly source: EvaluateOptions['source'];
  readonly dataHash: string;
  readonly maxExamples: number | null;
  readonly batchSize: number;
  /** Of the pre-training, whose key says them as well: those that are evaluated besides its last. */
  readonly steps: readonly number[];
}

export const zeroShot: Declaration<ZeroShotSpec, 'task', 'scores'> = {
  kind: 'zero-shot',
  version: 1,
  scope: 'task',
  plan: (place) => {
    const { model, pretrain, evaluate } = place.experiment;
    if (evaluate.mode !== 'zero-shot') return [];
    const spec: ZeroShotSpec = {
      kind: 'zero-shot',
      ...beginningOf(place),
      pretrain: pretrain.weights === null ? place.keyOf('pretrain') : null,
      model,
      task: place.task,
      source: evaluate.source,
      dataHash: dataHashOf(place.task, place.inputs),
      maxExamples: evaluate.maxExamples,
      batchSize: evaluate.batchSize,
      steps: keptSteps(pretrain),
    };
    return [{ spec, label: trialLabel(`zero-shot ${place.task}`, place) }];
  },
  inputs: ['tokenize', 'imported', 'pretrain'],
  data: 'dataHash',
  reads: ['model', 'evaluate.source', 'evaluate.maxExamples', 'engine.name', 'engine.precision'],
  ignores: FINETUNING_ONLY as readonly OptionPath[],
  identity: ({ pretrain, model, task, dataHash, maxExamples, ...beginning }, numericsVersion) => ({
    ...identityOfBeginning(beginning),
    pretrain,
    model: pretrainingOptions(model),
    task,
    dataHash,
    maxExamples,
    numericsVersion,
  }),
  names: { maxExamples: 'evaluate.maxExamples', dataHash: 'data' },
  describe: ({ evaluate: { mode } }) =>
    mode === 'zero-shot' ? [{ label: 'Evaluation', value: 'zero-shot: nothing is fine-tuned' }] : [],
  estimate: ({ model, task, maxExamples, batchSize, steps }, place) => {
    const isThreshold = zeroShotOf(TASKS[task])?.decide === 'threshold';
    const evaluated = evaluatedExamples(task, maxExamples, place.inputs);
    const examples = evaluated + (isThreshold ? trainedExamples(task, null, place.inputs) : 0);
    const input = meanInput({ model, task, inputFormat: 'delimiters' }, place.inputs);
    const perToken = familyOf(model).size.flopsPerToken(input.model, rowsOf(place)).forward;
    const flops = examples * (1 + steps.length) * input.tokens * perToken;
    const parameters = familyOf(model).size.parameters(model, rowsOf(place));
    const batch = batchOf(input, { batchSize, isTraining: false });
    const memory = memoryOfModel({ model, data: examplesMemory(task, place.inputs), batch }, place);
    const bytes = evaluated * PREDICTION_BYTES;
    return { parameters, flops, seconds: flops / place.inputs.rate(model.hiddenSize), bytes, memory };
  },
  threads: 'engine',
  artifacts: null,
  yields: ['scores'],
};

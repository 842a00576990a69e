/** Stage: predictions and metrics of a fine-tuned model on the evaluation splits of its task. */
import { beginningOf, identityOfBeginning } from '../beginning.js';
import type { ModelOptions } from '../../models/index.js';
import type { EvaluateOptions } from './options.js';
import type { FinetuneOptions } from '../finetune/options.js';
import type { TaskName } from '../../tasks/index.js';
import { familyOf } from '../../models/index.js';
import { dataHashOf, evaluatedExamples } from '../inputs.js';
import type { Beginning } from '../beginning.js';
import { batchOf, examplesMemory, memoryOfModel, rowsOf, meanInput, PREDICTION_BYTES } from '../sizes.js';
import { trialLabel } from '../stage.js';
import type { Declaration } from '../stage.js';

export interface EvaluateSpec extends Beginning {
  readonly kind: 'evaluate';
  readonly finetune: string;
  readonly model: ModelOptions;
  readonly inputFormat: FinetuneOptions['inputFormat'];
  readonly task: TaskName;
  readonly source: EvaluateOptions['source'];
  readonly dataHash: string;
  readonly maxExamples: number | null;
  readonly batchSize: number;
}

export const evaluate: Declaration<EvaluateSpec, 'task', 'scores'> = {
  kind: 'evaluate',
  version: 1,
  scope: 'task',
  plan: (place) => {
    const { model, finetune, evaluate: options } = place.experiment;
    if (options.mode === 'zero-shot') return [];
    const spec: EvaluateSpec = {
      kind: 'evaluate',
      ...beginningOf(place),
      finetune: place.keyOf('finetune'),
      model,
      inputFormat: finetune.inputFormat,
      task: place.task,
      source: options.source,
      dataHash: dataHashOf(place.task, place.inputs),
      maxExamples: options.maxExamples,
      batchSize: options.batchSize,
    };
    return [{ spec, label: trialLabel(`evaluate ${place.task}`, place) }];
  },
  inputs: ['tokenize', 'imported', 'finetune'],
  data: 'dataHash',
  reads: [
    'model',
    'finetune.inputFormat',
    'evaluate.source',
    'evaluate.maxExamples',
    'engine.name',
    'engine.precision',
  ],
  ignores: [],
  identity: (
    { finetune, model, inputFormat, task, dataHash, maxExamples, ...beginning },
    numericsVersion,
  ) => ({
    ...identityOfBeginning(beginning),
    finetune,
    model,
    inputFormat,
    task,
    dataHash,
    maxExamples,
    numericsVersion,
  }),
  names: {
    inputFormat: 'finetune.inputFormat',
    maxExamples: 'evaluate.maxExamples',
    dataHash: 'data',
  },
  estimate: ({ model, task, inputFormat, maxExamples, batchSize }, place) => {
    const count = evaluatedExamples(task, maxExamples, place.inputs);
    const input = meanInput({ model, task, inputFormat }, place.inputs);
    const flops = count * input.tokens * familyOf(model).size.flopsPerToken(input.model, 0).forward;
    const parameters = familyOf(model).size.parameters(model, rowsOf(place));
    const batch = batchOf(input, { batchSize, isTraining: false });
    const memory = memoryOfModel({ model, data: examplesMemory(task, place.inputs), batch }, place);
    return {
      parameters,
      flops,
      seconds: flops / place.inputs.rate(model.hiddenSize),
      bytes: count * PREDICTION_BYTES,
      memory,
    };
  },
  threads: 'engine',
  artifacts: null,
  yields: ['scores'],
};

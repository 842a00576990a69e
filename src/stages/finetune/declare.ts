/** Stage: fine-tuning on one task, from pre-training or from scratch. */
import { beginningOf, identityOfBeginning, tokenizerKey } from '../beginning.js';
import type { ModelOptions } from '../../models/index.js';
import type { EvaluateOptions } from '../evaluate/options.js';
import { effectiveFinetune, finetuneText, trainLimit, type FinetuneOptions } from './options.js';
import type { TaskName } from '../../tasks/index.js';
import { familyOf } from '../../models/index.js';
import { dataHashOf } from '../inputs.js';
import type { Beginning } from '../beginning.js';
import {
  batchOf,
  examplesMemory,
  memoryOfModel,
  rowsOf,
  meanInput,
  trainedExamples,
  trainingCost,
} from '../sizes.js';
import { trialLabel } from '../stage.js';
import type { Declaration, TaskPlace } from '../stage.js';

export interface FinetuneSpec extends Beginning {
  readonly kind: 'finetune';
  /** Key of the pre-training; null: from scratch, or from imported weights. */
  readonly pretrain: string | null;
  readonly model: ModelOptions;
  readonly finetune: FinetuneOptions;
  readonly task: TaskName;
  readonly source: EvaluateOptions['source'];
  readonly dataHash: string;
  readonly seed: number;
}

export const finetune: Declaration<FinetuneSpec, 'task', 'losses' | 'parameters'> = {
  kind: 'finetune',
  version: 2,
  scope: 'task',
  plan: (place) => {
    const { model, finetune: options, evaluate } = place.experiment;
    if (evaluate.mode === 'zero-shot') return [];
    const spec: FinetuneSpec = {
      kind: 'finetune',
      ...beginningOf(place),
      pretrain: pretrainKey(place),
      model,
      finetune: options,
      task: place.task,
      source: evaluate.source,
      dataHash: dataHashOf(place.task, place.inputs),
      seed: place.seed,
    };
    return [{ spec, label: trialLabel(`finetune ${place.task}`, place) }];
  },
  inputs: ['tokenize', 'imported', 'pretrain'],
  data: 'dataHash',
  reads: ['model', 'finetune', 'evaluate.source', 'engine.name', 'engine.precision'],
  ignores: ['finetune.checkpointEvery'],
  identity: (
    { pretrain, model, finetune: options, task, dataHash, seed, ...beginning },
    numericsVersion,
  ) => ({
    ...identityOfBeginning(beginning),
    pretrain,
    model,
    finetune: {
      ...effectiveFinetune(options, familyOf(model).size.blocks(model)),
      maxTrainExamples: trainLimit(options, task),
    },
    task,
    dataHash,
    seed,
    numericsVersion,
  }),
  names: { dataHash: 'data' },
  describe: ({ finetune: options, evaluate }) =>
    evaluate.mode === 'zero-shot' ? [] : [{ label: 'Fine-tuning', value: finetuneText(options) }],
  estimate: ({ model, finetune: options, task }, place) => {
    const count = trainedExamples(task, trainLimit(options, task), place.inputs);
    const input = meanInput({ model, task, inputFormat: options.inputFormat }, place.inputs);
    const table = options.lmLossWeight > 0 ? rowsOf(place) : 0;
    const perToken = familyOf(model).size.flopsPerToken(input.model, table).training;
    const batch = batchOf(input, { batchSize: options.batchSize, isTraining: true });
    const memory = memoryOfModel({ model, data: examplesMemory(task, place.inputs), batch }, place);
    return { ...trainingCost(model, count * options.epochs * input.tokens * perToken, place), memory };
  },
  threads: 'engine',
  artifacts: { format: 'tensors', files: ['weights.bin'] },
  yields: ['losses', 'parameters'],
  amounts: ({ model, finetune: { transferredLayers } }, { examples }) => ({
    'finetune.maxTrainExamples': examples?.['train'] ?? null,
    'finetune.transferredLayers': transferredLayers ?? familyOf(model).size.blocks(model),
  }),
  training: {
    title: 'Fine-tuning',
    rates: ({ finetune: { schedule, scheduleFloor, optimizer, warmupFraction, epochs, batchSize } }) => ({
      schedule,
      scheduleFloor,
      peak: optimizer.learningRate,
      warmup: { fraction: warmupFraction },
      length: { epochs, batchSize },
    }),
  },
  model: ({ model, task, ...beginning }) => ({ options: model, tokenizer: tokenizerKey(beginning), task }),
};

function pretrainKey(place: TaskPlace): string | null {
  const { finetune: options, pretrain } = place.experiment;
  return options.initFrom === 'scratch' || pretrain.weights !== null ? null : place.keyOf('pretrain');
}

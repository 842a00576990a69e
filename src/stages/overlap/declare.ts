/** Stage: what the evaluated examples share with what was trained on. The same on every engine. */
import { beginningOf } from '../beginning.js';
import type { EvaluateOptions } from '../evaluate/options.js';
import { trainLimit } from '../finetune/options.js';
import type { TaskName } from '../../tasks/index.js';
import { dataHashOf, evaluatedExamples, sizeOf } from '../inputs.js';
import { corpusMemory, examplesMemory, memoryOfData, trainedExamples } from '../sizes.js';
import { trialLabel } from '../stage.js';
import type { Declaration } from '../stage.js';

export interface OverlapSpec {
  readonly kind: 'overlap';
  /**
   * What was pre-trained on; that a variant from scratch was not is for the report to say. Null: imported weights were
   * trained on what is not here.
   */
  readonly tokenize: string | null;
  readonly task: TaskName;
  readonly source: EvaluateOptions['source'];
  readonly dataHash: string;
  readonly maxTrainExamples: number | null;
  /** Draws the training examples; null: all are used. */
  readonly seed: number | null;
  readonly maxExamples: number | null;
}

/** Bytes of text searched for n-grams in a second, bytes that the overlap of an example takes. */
const SEARCHED_BYTES_PER_SECOND = 5_000_000;
const OVERLAP_BYTES = 150;
const TEXT_BYTES_PER_TOKEN = 4;

export const overlap: Declaration<OverlapSpec, 'task', 'overlaps'> = {
  kind: 'overlap',
  version: 1,
  scope: 'task',
  /** One for all seeds where all training examples are used; else they draw different ones. */
  plan: (place) => {
    const { finetune, evaluate } = place.experiment;
    const maxTrainExamples = trainLimit(finetune, place.task);
    const spec: OverlapSpec = {
      kind: 'overlap',
      tokenize: beginningOf(place).tokenize,
      task: place.task,
      source: evaluate.source,
      dataHash: dataHashOf(place.task, place.inputs),
      maxTrainExamples,
      seed: maxTrainExamples === null ? null : place.seed,
      maxExamples: evaluate.maxExamples,
    };
    const what = `overlap ${place.task}`; // of all seeds and variants, unless the seed draws what is trained on
    return [{ spec, label: spec.seed === null ? what : trialLabel(what, place) }];
  },
  inputs: ['tokenize'],
  data: 'dataHash',
  reads: ['finetune.maxTrainExamples', 'finetune.taskLimits', 'evaluate.source', 'evaluate.maxExamples'],
  ignores: [],
  identity: ({ tokenize, task, dataHash, maxTrainExamples, seed, maxExamples }) => ({
    tokenize,
    task,
    dataHash,
    maxTrainExamples,
    seed,
    maxExamples,
  }),
  names: {
    maxTrainExamples: 'finetune.maxTrainExamples',
    maxExamples: 'evaluate.maxExamples',
    dataHash: 'data',
  },
  estimate: ({ task, maxTrainExamples, maxExamples }, { inputs }) => {
    const count = evaluatedExamples(task, maxExamples, inputs);
    const examples = trainedExamples(task, maxTrainExamples, inputs) + count;
    const texts = examples * sizeOf(task, inputs).tokens * TEXT_BYTES_PER_TOKEN;
    const seconds = (inputs.corpusBytes + texts) / SEARCHED_BYTES_PER_SECOND;
    return {
      parameters: null,
      flops: 0,
      seconds,
      bytes: count * OVERLAP_BYTES,
      memory: memoryOfData(2 * examplesMemory(task, inputs) + corpusMemory(inputs)),
    };
  },
  threads: 'one',
  artifacts: null,
  yields: ['overlaps'],
};

/** Stage: a non-neural baseline of one task. It belongs to no trial, and is the same on every engine. */
import type { EvaluateOptions } from '../evaluate/options.js';
import { trainLimit } from '../finetune/options.js';
import type { TaskName } from '../../tasks/index.js';
import { dataHashOf, evaluatedExamples } from '../inputs.js';
import { examplesMemory, memoryOfData, PREDICTION_BYTES, trainedExamples } from '../sizes.js';
import type { Declaration, Draft, Place } from '../stage.js';

export interface BaselineSpec {
  readonly kind: 'baseline';
  readonly method: EvaluateOptions['baselines'][number];
  readonly task: TaskName;
  readonly source: EvaluateOptions['source'];
  readonly dataHash: string;
  readonly maxTrainExamples: number | null;
  readonly maxExamples: number | null;
  readonly seed: number;
}

const EXAMPLES_PER_SECOND = 5_000;

export const baseline: Declaration<BaselineSpec, 'experiment', 'scores'> = {
  kind: 'baseline',
  version: 1,
  scope: 'experiment',
  plan: (place) => {
    const { tasks, baselines } = place.experiment.evaluate;
    return tasks.flatMap((task) => baselines.map((method) => draft(method, task, place)));
  },
  inputs: [],
  data: 'dataHash',
  // The first seed draws the training examples.
  reads: [
    'finetune.maxTrainExamples',
    'finetune.taskLimits',
    'evaluate.source',
    'evaluate.maxExamples',
    'seeds',
  ],
  ignores: [],
  identity: ({ method, task, dataHash, maxTrainExamples, maxExamples, seed }) => ({
    method,
    task,
    dataHash,
    maxTrainExamples,
    maxExamples,
    seed,
  }),
  names: {
    method: 'baseline',
    maxTrainExamples: 'finetune.maxTrainExamples',
    maxExamples: 'evaluate.maxExamples',
    dataHash: 'data',
  },
  describe: ({ evaluate: { baselines } }) => [
    { label: 'Non-neural baselines', value: baselines.length === 0 ? 'none' : baselines.join(', ') },
  ],
  estimate: ({ task, maxTrainExamples, maxExamples }, { inputs }) => {
    const count = evaluatedExamples(task, maxExamples, inputs);
    const seconds = (trainedExamples(task, maxTrainExamples, inputs) + count) / EXAMPLES_PER_SECOND;
    return {
      parameters: null,
      flops: 0,
      seconds,
      bytes: count * PREDICTION_BYTES,
      memory: memoryOfData(2 * examplesMemory(task, inputs)),
    };
  },
  threads: 'one',
  artifacts: null,
  yields: ['scores'],
  row: ({ method }) => method,
};

function draft(method: BaselineSpec['method'], task: TaskName, place: Place): Draft<BaselineSpec> {
  const { evaluate, finetune, seeds } = place.experiment;
  const spec: BaselineSpec = {
    kind: 'baseline',
    method,
    task,
    source: evaluate.source,
    dataHash: dataHashOf(task, place.inputs),
    maxTrainExamples: trainLimit(finetune, task),
    maxExamples: evaluate.maxExamples,
    seed: seeds[0] ?? 0,
  };
  return { spec, label: `${method} ${task}` };
}

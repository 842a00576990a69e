/** Stage: tokens per word of a task's evaluated examples. The same on every engine. */
import type { EvaluateOptions } from '../evaluate/options.js';
import type { TaskName } from '../../tasks/index.js';
import { dataHashOf, evaluatedExamples } from '../inputs.js';
import { memoryOfData } from '../sizes.js';
import type { Declaration } from '../stage.js';

export interface FertilitySpec {
  readonly kind: 'fertility';
  readonly tokenize: string;
  readonly task: TaskName;
  readonly source: EvaluateOptions['source'];
  readonly dataHash: string;
  readonly maxExamples: number | null;
}

const EXAMPLES_PER_SECOND = 10_000;

export const fertility: Declaration<FertilitySpec, 'task', never> = {
  kind: 'fertility',
  version: 1,
  scope: 'task',
  plan: (place) => {
    const { source, maxExamples } = place.experiment.evaluate;
    const spec: FertilitySpec = {
      kind: 'fertility',
      tokenize: place.keyOf('tokenize'),
      task: place.task,
      source,
      dataHash: dataHashOf(place.task, place.inputs),
      maxExamples,
    };
    return [{ spec, label: `fertility ${place.task}` }];
  },
  inputs: ['tokenize'],
  data: 'dataHash',
  reads: ['evaluate.source', 'evaluate.maxExamples'],
  ignores: [],
  identity: ({ tokenize, task, dataHash, maxExamples }) => ({ tokenize, task, dataHash, maxExamples }),
  names: { maxExamples: 'evaluate.maxExamples', dataHash: 'data' },
  describe: ({ evaluate: { tasks } }) => [
    { label: 'Fertility', value: `tokens per word of ${tasks.join(' and ')}` },
  ],
  estimate: ({ task, maxExamples }, { inputs }) => {
    const seconds = evaluatedExamples(task, maxExamples, inputs) / EXAMPLES_PER_SECOND;
    return { parameters: null, flops: 0, seconds, bytes: 0, memory: memoryOfData(0) };
  },
  threads: 'one',
  artifacts: null,
  yields: [],
};

/**
 * SciTail: does a sentence of the web support the answer to a science question, put as a statement? The corpus's own
 * tsv_format: scitail_1.0_train.tsv and scitail_1.0_dev.tsv, without a header: premise, hypothesis, label.
 */
import { glueTask } from './readers/glue-task.js';
import { NOT_IN_THE_PAPER, textOf } from './task.js';

export const SCITAIL = glueTask({
  name: 'scitail',
  title: 'SciTail',
  output: { kind: 'classes', names: ['neutral', 'entails'] },
  metrics: ['accuracy'],
  format: {
    columns: ['premise', 'hypothesis', 'label'],
    fields: { premise: 'premise', hypothesis: 'hypothesis' },
    label: { column: 'label' },
    labels: { neutral: 0, entails: 1 },
  },
  files: { train: 'scitail_1.0_train.tsv', dev: 'scitail_1.0_dev.tsv' },
  hub: {
    format: {
      fields: { premise: 'premise', hypothesis: 'hypothesis' },
      label: { column: 'label' },
      labels: { neutral: 0, entails: 1 },
    },
    configurations: ['tsv_format'],
  },
  parts: ['premise', 'hypothesis'],
  shared: 'hypothesis',
  head: 'classify',
  published: 0.883,
  inMiniature: false,
  zeroShot: NOT_IN_THE_PAPER,
  prompt: (example) => ({
    text: `Premise: ${textOf(example, 'premise')} Hypothesis: ${textOf(example, 'hypothesis')} Does it follow?`,
    answers: ['no', 'yes'],
  }),
});

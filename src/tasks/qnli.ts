/** QNLI: does a sentence of Wikipedia hold the answer to a question? GLUE layout: train.tsv, dev.tsv. */
import { glueTask } from './readers/glue-task.js';
import { NOT_IN_THE_PAPER, textOf } from './task.js';

export const QNLI = glueTask({
  name: 'qnli',
  title: 'QNLI',
  output: { kind: 'classes', names: ['not entailment', 'entailment'] },
  metrics: ['accuracy'],
  format: {
    fields: { question: 'question', sentence: 'sentence' },
    label: { column: 'label' },
    labels: { not_entailment: 0, entailment: 1 },
  },
  // The hub counts entailment as 0.
  hub: {
    format: {
      fields: { question: 'question', sentence: 'sentence' },
      label: { column: 'label' },
      labels: { '0': 1, '1': 0 },
    },
  },
  parts: ['question', 'sentence'],
  shared: 'question',
  head: 'classify',
  published: 0.881,
  inMiniature: false,
  zeroShot: NOT_IN_THE_PAPER,
  prompt: (example) => ({
    text: `${textOf(example, 'question')} ${textOf(example, 'sentence')} Does it answer the question?`,
    answers: ['no', 'yes'],
  }),
});

/** RTE: does a text entail a hypothesis? GLUE layout: train.tsv, dev.tsv. */
import { glueTask } from './readers/glue-task.js';
import { NOT_IN_THE_PAPER, textOf } from './task.js';

export const RTE = glueTask({
  name: 'rte',
  title: 'RTE',
  output: { kind: 'classes', names: ['not entailment', 'entailment'] },
  metrics: ['accuracy'],
  format: {
    fields: { premise: 'sentence1', hypothesis: 'sentence2' },
    label: { column: 'label' },
    labels: { not_entailment: 0, entailment: 1 },
  },
  // The hub counts entailment as 0.
  hub: {
    format: {
      fields: { premise: 'sentence1', hypothesis: 'sentence2' },
      label: { column: 'label' },
      labels: { '0': 1, '1': 0 },
    },
  },
  parts: ['premise', 'hypothesis'],
  shared: 'premise',
  head: 'classify',
  published: 0.56,
  inMiniature: false,
  zeroShot: NOT_IN_THE_PAPER,
  prompt: (example) => ({
    text: `Premise: ${textOf(example, 'premise')} Hypothesis: ${textOf(example, 'hypothesis')} Does it follow?`,
    answers: ['no', 'yes'],
  }),
});

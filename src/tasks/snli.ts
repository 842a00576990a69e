/**
 * SNLI: does the caption of a picture entail, contradict or neither a hypothesis? As GLUE's makers distribute it,
 * train.tsv and dev.tsv with the gold label last, of 11 columns or of 15; or the corpus's own snli_1.0_train.txt and
 * snli_1.0_dev.txt with the gold label first. Classes are in the order of MNLI's.
 */
import { glueTask } from './readers/glue-task.js';
import type { TsvFormat } from './readers/glue-tsv.js';
import { NOT_IN_THE_PAPER, textOf } from './task.js';

const CLASSES = ['entailment', 'neutral', 'contradiction'];

const GLUE: TsvFormat = {
  fields: { premise: 'sentence1', hypothesis: 'sentence2' },
  label: 'last',
  labels: Object.fromEntries(CLASSES.map((name, index) => [name, index])),
  otherWidths: [11, 15],
};

const OWN: TsvFormat = {
  fields: GLUE.fields,
  label: { column: 'gold_label' },
  labels: GLUE.labels,
};

export const SNLI = glueTask({
  name: 'snli',
  title: 'SNLI',
  output: { kind: 'classes', names: CLASSES },
  metrics: ['accuracy'],
  format: GLUE,
  others: [{ files: { train: 'snli_1.0_train.txt', dev: 'snli_1.0_dev.txt' }, format: OWN }],
  hub: {
    format: {
      fields: { premise: 'premise', hypothesis: 'hypothesis' },
      label: { column: 'label' },
      labels: { '0': 0, '1': 1, '2': 2 },
    },
  },
  parts: ['premise', 'hypothesis'],
  shared: 'premise',
  head: 'classify',
  published: 0.899,
  inMiniature: false,
  zeroShot: NOT_IN_THE_PAPER,
  prompt: (example) => ({
    text: `Premise: ${textOf(example, 'premise')} Hypothesis: ${textOf(example, 'hypothesis')}`,
    answers: CLASSES,
  }),
});

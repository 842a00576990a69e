/**
 * MRPC: do two sentences of the news say the same? GLUE layout: train.tsv and dev.tsv; or the corpus as Microsoft
 * released it, whose test pairs (GLUE's hidden ones) are then evaluated. Judged by the F1 of "paraphrase".
 */
import { glueTask } from './readers/glue-task.js';
import type { TsvFormat } from './readers/glue-tsv.js';
import { NOT_IN_THE_PAPER, textOf } from './task.js';

const FORMAT: TsvFormat = {
  fields: { sentence1: '#1 String', sentence2: '#2 String' },
  label: { column: 'Quality' },
  labels: { '0': 0, '1': 1 },
};

export const MRPC = glueTask({
  name: 'mrpc',
  title: 'MRPC',
  output: { kind: 'classes', names: ['different', 'paraphrase'] },
  metrics: ['f1', 'accuracy'],
  format: FORMAT,
  others: [{ files: { train: 'msr_paraphrase_train.txt', dev: 'msr_paraphrase_test.txt' }, format: FORMAT }],
  hub: {
    format: {
      fields: { sentence1: 'sentence1', sentence2: 'sentence2' },
      label: { column: 'label' },
      labels: { '0': 0, '1': 1 },
    },
  },
  parts: ['sentence', 'sentence'],
  head: 'symmetric',
  published: 0.823,
  inMiniature: false,
  zeroShot: NOT_IN_THE_PAPER,
  prompt: (example) => ({
    text: `${textOf(example, 'sentence1')} ${textOf(example, 'sentence2')} Do they say the same?`,
    answers: ['no', 'yes'],
  }),
});

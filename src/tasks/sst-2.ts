/** SST-2: is a phrase from a film review negative or positive? GLUE layout: train.tsv, dev.tsv. */
import { readTsv } from './readers/glue-tsv.js';
import type { TsvFormat } from './readers/glue-tsv.js';
import type { Task } from './task.js';

const FILES: Readonly<Record<string, string>> = { train: 'train.tsv', dev: 'dev.tsv' };

const FORMAT: TsvFormat = {
  fields: { sentence: 'sentence' },
  label: { column: 'label' },
  labels: { '0': 0, '1': 1 },
};

export const SST_2: Task = {
  name: 'sst-2',
  title: 'SST-2',
  classes: ['negative', 'positive'],
  metric: 'accuracy',
  kind: 'classify',
  evaluationSplits: ['dev'],
  published: { dev: 0.913 },
  read: (folder, split) => readTsv(folder, FILES[split], FORMAT),
  sequences: ({ fields }) => [[fields.sentence]],
  prompt: ({ fields }) => ({
    text: `${fields.sentence} Positive or Negative?`,
    answers: ['negative', 'positive'],
  }),
};

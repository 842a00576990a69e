/** SST-2: is a phrase from a film review negative or positive? GLUE layout: train.tsv, dev.tsv. */
import { glueFiles } from './readers/glue-files.js';
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
  output: { kind: 'classes', names: ['negative', 'positive'] },
  metrics: ['accuracy', 'f1'],
  head: 'classify',
  splits: [{ name: 'dev', suffix: '', published: 0.913 }],
  pooled: null,
  files: glueFiles('sst-2', ['train.tsv', 'dev.tsv']),
  inMiniature: true,
  read: (folder, split) => readTsv(folder, FILES[split], FORMAT),
  sequences: ({ fields }) => [[fields.sentence]],
  sequencesPerExample: 1,
  prompt: ({ fields }) => ({
    text: `${fields.sentence} Positive or Negative?`,
    answers: ['negative', 'positive'],
  }),
  wording: { fields: ['sentence'], parts: ['sentence'] },
};

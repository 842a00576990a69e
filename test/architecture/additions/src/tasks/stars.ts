/** Stars: how many stars, from 1 to 5, does a review give? Two columns without a header: train.tsv, dev.tsv. */
import { glueFiles } from './readers/glue-files.js';
import { LabelRange, readTsv } from './readers/glue-tsv.js';
import type { TsvFormat } from './readers/glue-tsv.js';
import type { Task } from './task.js';

const [LOW, HIGH] = [1, 5];

const FORMAT: TsvFormat = {
  columns: ['stars', 'review'],
  fields: { review: 'review' },
  label: { column: 'stars' },
  labels: new LabelRange(LOW, HIGH),
};

export const STARS: Task = {
  name: 'stars',
  title: 'Stars',
  output: { kind: 'range', low: LOW, high: HIGH },
  metrics: ['spearman', 'pearson'],
  head: 'classify',
  splits: [{ name: 'dev', suffix: '', published: null }],
  pooled: null,
  files: glueFiles('stars', ['train.tsv', 'dev.tsv']),
  inMiniature: false,
  read: (folder, split) => readTsv(folder, `${split}.tsv`, FORMAT),
  sequences: ({ fields }) => [[fields['review'] ?? '']],
  sequencesPerExample: 1,
  prompt: null,
  wording: { fields: ['review'], parts: ['review'] },
};

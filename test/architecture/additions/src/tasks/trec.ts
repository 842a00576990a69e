/** TREC: what does a question ask for? Two columns with a header: train.tsv, dev.tsv. (Li & Roth 2002) */
import { glueFiles } from './readers/glue-files.js';
import { readTsv } from './readers/glue-tsv.js';
import type { TsvFormat } from './readers/glue-tsv.js';
import type { Task } from './task.js';

const CLASSES = ['abbreviation', 'entity', 'description', 'person', 'place', 'number'];

const FORMAT: TsvFormat = {
  fields: { question: 'question' },
  label: { column: 'class' },
  labels: Object.fromEntries(CLASSES.map((name, index) => [name, index])),
};

export const TREC: Task = {
  name: 'trec',
  title: 'TREC',
  output: { kind: 'classes', names: CLASSES },
  metrics: ['accuracy'],
  head: 'classify',
  splits: [{ name: 'dev', suffix: '', published: null }],
  pooled: null,
  files: glueFiles('trec', ['train.tsv', 'dev.tsv']),
  inMiniature: false,
  read: (folder, split) => readTsv(folder, `${split}.tsv`, FORMAT),
  sequences: ({ fields }) => [[fields['question'] ?? '']],
  sequencesPerExample: 1,
  prompt: null,
  wording: { fields: ['question'], parts: ['question'] },
};

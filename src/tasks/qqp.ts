/** QQP: do two questions ask the same? GLUE layout: train.tsv, dev.tsv. Judged by the F1 of "duplicate". */
import { glueFiles } from './readers/glue-files.js';
import { readTsv } from './readers/glue-tsv.js';
import type { TsvFormat } from './readers/glue-tsv.js';
import type { Task } from './task.js';

const FILES: Readonly<Record<string, string>> = { train: 'train.tsv', dev: 'dev.tsv' };

const FORMAT: TsvFormat = {
  fields: { question1: 'question1', question2: 'question2' },
  label: { column: 'is_duplicate' },
  labels: { '0': 0, '1': 1 },
};

export const QQP: Task = {
  name: 'qqp',
  title: 'QQP',
  output: { kind: 'classes', names: ['different', 'duplicate'] },
  metrics: ['f1', 'accuracy'],
  head: 'symmetric',
  splits: [{ name: 'dev', suffix: '', published: 0.703 }],
  pooled: null,
  files: glueFiles('qqp', ['train.tsv', 'dev.tsv']),
  inMiniature: true,
  read: (folder, split) => readTsv(folder, FILES[split], FORMAT),
  sequences: ({ fields: { question1, question2 } }) => [
    [question1, question2],
    [question2, question1],
  ],
  sequencesPerExample: 2,
  prompt: ({ fields: { question1, question2 } }) => ({
    text: `${question1} ${question2} Are they duplicates?`,
    answers: ['no', 'yes'],
  }),
  wording: { fields: ['question1', 'question2'], parts: ['question', 'question'] },
};

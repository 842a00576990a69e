/** QQP: do two questions ask the same? GLUE layout: train.tsv, dev.tsv. Judged by the F1 of "duplicate". */
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
  classes: ['different', 'duplicate'],
  metric: 'f1',
  kind: 'symmetric',
  evaluationSplits: ['dev'],
  published: { dev: 0.703 },
  read: (folder, split) => readTsv(folder, FILES[split], FORMAT),
  sequences: ({ fields: { question1, question2 } }) => [
    [question1, question2],
    [question2, question1],
  ],
  prompt: ({ fields: { question1, question2 } }) => ({
    text: `${question1} ${question2} Are they duplicates?`,
    answers: ['no', 'yes'],
  }),
};

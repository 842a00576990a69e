/**
 * MNLI: does a premise entail, contradict or neither a hypothesis? GLUE layout: train.tsv (12 columns),
 * dev_matched.tsv and dev_mismatched.tsv (16: the votes of five annotators). The gold label is the last
 * column of each row. Classes are in the order entailment, neutral, contradiction.
 */
import { readTsv } from './readers/glue-tsv.js';
import type { TsvFormat } from './readers/glue-tsv.js';
import type { Task } from './task.js';

const FILES: Readonly<Record<string, string>> = {
  train: 'train.tsv',
  'dev-matched': 'dev_matched.tsv',
  'dev-mismatched': 'dev_mismatched.tsv',
};

const CLASSES = ['entailment', 'neutral', 'contradiction'];

const FORMAT: TsvFormat = {
  fields: { premise: 'sentence1', hypothesis: 'sentence2' },
  label: 'last',
  labels: Object.fromEntries(CLASSES.map((name, index) => [name, index])),
  otherWidths: [12, 16],
};

export const MNLI: Task = {
  name: 'mnli',
  title: 'MNLI',
  classes: CLASSES,
  metric: 'accuracy',
  kind: 'classify',
  evaluationSplits: ['dev-matched', 'dev-mismatched'],
  published: { 'dev-matched': 0.821, 'dev-mismatched': 0.814 },
  read: (folder, split) => readTsv(folder, FILES[split], FORMAT),
  sequences: ({ fields: { premise, hypothesis } }) => [[premise, hypothesis]],
  prompt: ({ fields: { premise, hypothesis } }) => ({
    text: `Premise: ${premise} Hypothesis: ${hypothesis}`,
    answers: CLASSES,
  }),
};

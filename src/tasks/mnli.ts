/**
 * MNLI: does a premise entail, contradict or neither a hypothesis? GLUE layout: train.tsv (12 columns),
 * dev_matched.tsv and dev_mismatched.tsv (16: the votes of five annotators). The gold label is the last
 * column of each row. Classes are in the order entailment, neutral, contradiction.
 */
import type { TsvFormat } from './readers/glue-tsv.js';
import { inLayouts } from './readers/layouts.js';
import type { HubLayout } from './readers/layouts.js';
import { NOT_IN_THE_PAPER, textsOf } from './task.js';
import type { Task } from './task.js';

const FILES = {
  train: 'train.tsv',
  'dev-matched': 'dev_matched.tsv',
  'dev-mismatched': 'dev_mismatched.tsv',
};

const CLASSES = ['entailment', 'neutral', 'contradiction'];

const FIELDS = ['premise', 'hypothesis'] as const;

const FORMAT: TsvFormat = {
  fields: { premise: 'sentence1', hypothesis: 'sentence2' },
  label: 'last',
  labels: Object.fromEntries(CLASSES.map((name, index) => [name, index])),
  otherWidths: [12, 16],
};

/** Labels are the indexes of the classes. */
const HUB: HubLayout = {
  format: {
    fields: { premise: 'premise', hypothesis: 'hypothesis' },
    label: { column: 'label' },
    labels: { '0': 0, '1': 1, '2': 2 },
  },
  splits: { train: 'train', 'dev-matched': 'validation_matched', 'dev-mismatched': 'validation_mismatched' },
  optional: ['validation_mismatched'],
};

export const MNLI: Task = {
  name: 'mnli',
  title: 'MNLI',
  output: { kind: 'classes', names: CLASSES },
  metrics: ['accuracy'],
  head: 'classify',
  splits: [
    { name: 'dev-matched', suffix: '-m', published: 0.821 },
    { name: 'dev-mismatched', suffix: '-mm', published: 0.814 },
  ],
  pooled: null,
  shared: 'premise',
  ...inLayouts('mnli', [{ files: FILES, format: FORMAT, optional: ['dev-mismatched'] }], HUB),
  inMiniature: true,
  sequences: (example) => {
    const { premise, hypothesis } = textsOf(example, FIELDS);
    return [[premise, hypothesis]];
  },
  sequencesPerExample: 1,
  zeroShot: NOT_IN_THE_PAPER,
  prompt: (example) => {
    const { premise, hypothesis } = textsOf(example, FIELDS);
    return { text: `Premise: ${premise} Hypothesis: ${hypothesis}`, answers: CLASSES };
  },
  wording: { fields: FIELDS, parts: FIELDS },
};

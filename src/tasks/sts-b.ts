/**
 * STS-B: how alike in meaning are two sentences, from 0 to 5? GLUE layout: train.tsv and dev.tsv with a header; or the
 * benchmark's own sts-train.csv and sts-dev.csv, which are tab-separated, without a header, of 7 columns or 9.
 */
import { glueTask } from './readers/glue-task.js';
import { LabelRange } from './readers/glue-tsv.js';
import type { TsvFormat } from './readers/glue-tsv.js';

const [LOW, HIGH] = [0, 5];

const GLUE: TsvFormat = {
  fields: { sentence1: 'sentence1', sentence2: 'sentence2' },
  label: { column: 'score' },
  labels: new LabelRange(LOW, HIGH),
};

/** Rows of 9 columns end with the origins of both sentences. */
const OWN: TsvFormat = {
  ...GLUE,
  columns: ['genre', 'file', 'year', 'id', 'score', 'sentence1', 'sentence2'],
  otherWidths: [9],
};

export const STS_B = glueTask({
  name: 'sts-b',
  title: 'STS-B',
  output: { kind: 'range', low: LOW, high: HIGH },
  metrics: ['pearson', 'spearman'],
  format: GLUE,
  others: [{ files: { train: 'sts-train.csv', dev: 'sts-dev.csv' }, format: OWN }],
  hub: { format: { ...GLUE, label: { column: 'label' } } },
  parts: ['sentence', 'sentence'],
  head: 'symmetric',
  published: 0.82,
  inMiniature: false,
  prompt: null,
  zeroShot: { reason: 'it asks for a number, and texts are compared' },
});

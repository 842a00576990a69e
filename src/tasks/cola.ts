/**
 * CoLA: is a sentence acceptable English? GLUE layout: train.tsv, dev.tsv, without a header: the source, the label, the
 * author's own mark, the sentence. Judged by Matthews' correlation, for seven in ten are acceptable.
 */
import { glueFiles } from './readers/glue-files.js';
import { readTsv } from './readers/glue-tsv.js';
import type { TsvFormat } from './readers/glue-tsv.js';
import { textsOf } from './task.js';
import type { Task } from './task.js';

const FILES: Readonly<Record<string, string>> = { train: 'train.tsv', dev: 'dev.tsv' };

const FIELDS = ['sentence'] as const;

const FORMAT: TsvFormat = {
  columns: ['source', 'label', 'mark', 'sentence'],
  fields: { sentence: 'sentence' },
  label: { column: 'label' },
  labels: { '0': 0, '1': 1 },
};

export const COLA: Task = {
  name: 'cola',
  title: 'CoLA',
  output: { kind: 'classes', names: ['unacceptable', 'acceptable'] },
  metrics: ['matthews', 'accuracy'],
  head: 'classify',
  splits: [{ name: 'dev', suffix: '', published: 0.454 }],
  pooled: null,
  files: glueFiles('cola', ['train.tsv', 'dev.tsv']),
  inMiniature: false,
  read: (folder, split) => readTsv(folder, FILES[split], FORMAT),
  sequences: (example) => [[textsOf(example, FIELDS).sentence]],
  sequencesPerExample: 1,
  prompt: (example) => ({ text: `${textsOf(example, FIELDS).sentence} Acceptable?`, answers: ['no', 'yes'] }),
  wording: { fields: FIELDS, parts: ['sentence'] },
};

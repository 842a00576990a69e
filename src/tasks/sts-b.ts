/**
 * STS-B: how alike in meaning are two sentences, from 0 to 5? GLUE layout: train.tsv and dev.tsv with a header; or the
 * benchmark's own sts-train.csv and sts-dev.csv, which are tab-separated, without a header, of 7 columns or 9.
 */
import { basename } from 'node:path';
import { glueFiles } from './readers/glue-files.js';
import { LabelRange, readTsv } from './readers/glue-tsv.js';
import type { TsvFormat } from './readers/glue-tsv.js';
import { textsOf } from './task.js';
import type { Task, TaskFiles } from './task.js';

const [LOW, HIGH] = [0, 5];

const GLUE_FILES: Readonly<Record<string, string>> = { train: 'train.tsv', dev: 'dev.tsv' };
const OWN_FILES: Readonly<Record<string, string>> = { train: 'sts-train.csv', dev: 'sts-dev.csv' };

const FIELDS = ['sentence1', 'sentence2'] as const;

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

const pickGlue = glueFiles('sts-b', Object.values(GLUE_FILES)).pick;
const pickOwn = glueFiles('sts-b', Object.values(OWN_FILES)).pick;

const pick: TaskFiles['pick'] = (found) =>
  found.names.some((name) => basename(name) === OWN_FILES.train) ? pickOwn(found) : pickGlue(found);

export const STS_B: Task = {
  name: 'sts-b',
  title: 'STS-B',
  output: { kind: 'range', low: LOW, high: HIGH },
  metrics: ['pearson', 'spearman'],
  head: 'symmetric',
  splits: [{ name: 'dev', suffix: '', published: 0.82 }],
  pooled: null,
  files: { pick },
  inMiniature: false,
  read: async (folder, split) =>
    (await readTsv(folder, GLUE_FILES[split], GLUE)) ?? readTsv(folder, OWN_FILES[split], OWN),
  sequences: (example) => {
    const { sentence1, sentence2 } = textsOf(example, FIELDS);
    return [
      [sentence1, sentence2],
      [sentence2, sentence1],
    ];
  },
  sequencesPerExample: 2,
  prompt: null,
  wording: { fields: FIELDS, parts: ['sentence', 'sentence'] },
};

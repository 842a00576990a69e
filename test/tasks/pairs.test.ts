import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { importDataset, importFrom } from '../../src/datasets/import.js';
import { TASKS } from '../../src/tasks/index.js';
import type { Example } from '../../src/tasks/task.js';

const DATASETS = join(import.meta.dirname, '..', '..', 'datasets');

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pairs-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const many = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join('');

const contentOf = ({ id, fields, label }: Example) => [id, Object.values(fields), label];

const MRPC_HEADER = 'Quality\t#1 ID\t#2 ID\t#1 String\t#2 String';
const mrpcRow = (i: number): string => `${i % 2}\t${i}\t${i + 1}\tHe said "no ${i}.\tNo" was said ${i}.\n`;

test('MRPC is read from the files of GLUE, and from those that Microsoft released', async () => {
  const dev = `\uFEFF${MRPC_HEADER}\r\n${mrpcRow(1).trimEnd()}\r\n${mrpcRow(2).trimEnd()}`;
  const expected = [
    [['He said "no 1.', 'No" was said 1.'], 1],
    [['He said "no 2.', 'No" was said 2.'], 0],
  ];
  for (const file of ['dev.tsv', 'msr_paraphrase_test.txt']) {
    const split = await TASKS.mrpc.read(await folderOf({ [file]: dev }), 'dev');
    expect(split?.examples.map((one) => contentOf(one).slice(1))).toEqual(expected);
    expect(split?.examples[0]?.id).toBe(`${file}:2`);
  }
});

test("GLUE's pairs of MRPC are taken where both ways of it lie in one folder", () => {
  const names = [
    'MRPC/msr_paraphrase_train.txt',
    'MRPC/msr_paraphrase_test.txt',
    'MRPC/train.tsv',
    'MRPC/dev.tsv',
  ];
  const pick = (found: readonly string[]) => [
    ...TASKS.mrpc.files.pick({ path: 'here', names: found }).values(),
  ];
  expect(pick(names)).toEqual(['train.tsv', 'dev.tsv']);
  expect(pick(names.slice(0, 2))).toEqual(['msr_paraphrase_train.txt', 'msr_paraphrase_test.txt']);
});

test('MRPC as Microsoft released it is known by its test pairs, and taken only when that is asked for', async () => {
  const table = (count: number): string => `${MRPC_HEADER}\n${many(count, mrpcRow)}`;
  const datasets = await copyOfManifest('mrpc');
  const path = await folderOf({
    'msr_paraphrase_train.txt': table(4076),
    'msr_paraphrase_test.txt': table(1725),
  });
  await expect(importDataset(datasets, 'mrpc', path)).rejects.toThrow(
    /By its number of rows, this is the corpus as Microsoft released it, with its test pairs in the place of dev\./,
  );
  const report = await importFrom(datasets, { name: 'mrpc', path, acceptOther: true });
  expect(report).toMatchObject({
    status: 'other',
    files: ['msr_paraphrase_test.txt', 'msr_paraphrase_train.txt'],
  });
  expect(report.splits.map(({ split, examples }) => [split, examples])).toEqual([
    ['train', 4076],
    ['dev', 1725],
  ]);
});

async function copyOfManifest(name: string): Promise<string> {
  const text = await readFile(join(DATASETS, name, 'dataset.yaml'), 'utf8');
  return folderOf({ [`${name}/dataset.yaml`]: text });
}

test('RTE and QNLI have the label that GLUE writes as a word', async () => {
  const rte =
    'index\tsentence1\tsentence2\tlabel\n0\tIt rained.\tIt was wet.\tentailment\n1\tA.\tB.\tnot_entailment\n';
  const split = await TASKS.rte.read(await folderOf({ 'train.tsv': rte }), 'train');
  expect(split?.examples.map(contentOf)).toEqual([
    ['train.tsv:2', ['It rained.', 'It was wet.'], 1],
    ['train.tsv:3', ['A.', 'B.'], 0],
  ]);
  const qnli = 'index\tquestion\tsentence\tlabel\n7\tWho "fell?\tTom "fell.\tentailment\n';
  const questions = await TASKS.qnli.read(await folderOf({ 'dev.tsv': qnli }), 'dev');
  expect(questions?.examples.map(contentOf)).toEqual([['dev.tsv:2', ['Who "fell?', 'Tom "fell.'], 1]]);
});

const SNLI_COLUMNS = ['index', 'captionID', 'pairID', 'p', 'p', 'p', 'p', 'sentence1', 'sentence2'];
const VOTES = [1, 2, 3, 4, 5].map((vote) => `label${vote}`);

test('SNLI has its gold label last, in rows of 11 columns and of 15, and skips pairs without one', async () => {
  const row = (hypothesis: string, labels: readonly string[]): string =>
    [...Array<string>(7).fill('x'), 'A dog runs.', hypothesis, ...labels].join('\t') + '\n';
  const votes = ['neutral', 'neutral', 'entailment', 'neutral', 'neutral'];
  const text =
    [...SNLI_COLUMNS, ...VOTES, 'gold_label'].join('\t') +
    '\n' +
    row('It moves.', [...votes, 'entailment']) +
    row('It sleeps.', ['neutral', 'contradiction']) +
    row('It is late.', [...votes, '-']) +
    many(200, (i) => row(`It is ${i}.`, ['neutral', 'neutral'])) +
    row('It is short.', ['neutral', 'neutral', 'neutral']) +
    row('n/a', ['neutral', 'neutral']);
  const split = await TASKS.snli.read(await folderOf({ 'dev.tsv': text }), 'dev');
  expect(split?.examples.slice(0, 2).map(contentOf)).toEqual([
    ['dev.tsv:2', ['A dog runs.', 'It moves.'], 0],
    ['dev.tsv:3', ['A dog runs.', 'It sleeps.'], 2],
  ]);
  expect(split?.unlabelled).toBe(1);
  expect(split?.rejected.map(({ reason }) => reason)).toEqual([
    '12 columns where 15 or 11 are expected',
    'hypothesis is "n/a"',
  ]);
});

test("SNLI's own files have the gold label first", async () => {
  const header = [
    'gold_label',
    'b',
    'b',
    'p',
    'p',
    'sentence1',
    'sentence2',
    'captionID',
    'pairID',
    ...VOTES,
  ];
  const row = (label: string): string =>
    [label, 'x', 'x', 'x', 'x', 'A dog runs.', 'It moves.', '1', '1e', label, '', '', '', ''].join('\t');
  const text = [header.join('\t'), row('entailment'), row('-'), row('neutral'), ''].join('\n');
  const split = await TASKS.snli.read(await folderOf({ 'snli_1.0_dev.txt': text }), 'dev');
  expect(split?.examples.map(({ label }) => label)).toEqual([0, 1]);
  expect(split?.unlabelled).toBe(1);
});

test('SciTail begins with its first row: premise, hypothesis and label', async () => {
  const text = 'Ice melts "at zero.\tIce melts.\tentails\nIce floats.\tIce melts.\tneutral\n';
  const files = {
    'SciTailV1.1/tsv_format/scitail_1.0_train.tsv': text,
    'SciTailV1.1/tsv_format/scitail_1.0_dev.tsv': text,
  };
  const report = await importDataset(await copyOfManifest('scitail'), 'scitail', await folderOf(files));
  expect(report.files).toEqual(['scitail_1.0_dev.tsv', 'scitail_1.0_train.tsv']);
  expect(report.status).toBe('unverified');
  const split = await TASKS.scitail.read(report.folder, 'dev');
  expect(split?.examples.map(contentOf)).toEqual([
    ['scitail_1.0_dev.tsv:1', ['Ice melts "at zero.', 'Ice melts.'], 1],
    ['scitail_1.0_dev.tsv:2', ['Ice floats.', 'Ice melts.'], 0],
  ]);
});

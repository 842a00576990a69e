/** Which set an import is, by what the manifest pins, and what is odd about it. */
import { createHash } from 'node:crypto';
import { access, mkdtemp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { importDataset, importFrom } from '../../src/datasets/import.js';
import { listDatasets } from '../../src/datasets/list.js';
import { LONG_EXAMPLE } from '../../src/datasets/oddities.js';
import { verifyDatasets } from '../../src/datasets/verify.js';
import { EXIT } from '../../src/failure.js';

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

async function folderOf(files: Record<string, string | Buffer>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'standing-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const datasetsOf = (name: string, more: object): Promise<string> =>
  folderOf({
    [`${name}/dataset.yaml`]: JSON.stringify({
      ...{ name, title: name, kind: 'tasks', licence: 'none', access: 'own' },
      ...more,
    }),
  });

const phrase = (index: number): string => `a phrase numbered ${index * 7919}\t${index % 2}`;
const tsvOf = (row: (index: number) => string | Buffer, count = 300): Buffer =>
  Buffer.concat([
    Buffer.from('sentence\tlabel\n'),
    ...Array.from({ length: count }, (_, index) =>
      Buffer.concat([Buffer.from(row(index)), Buffer.from('\n')]),
    ),
  ]);
const TSV = tsvOf(phrase);

const PINNED = {
  files: {
    'train.tsv': { sha256: sha256(TSV), bytes: TSV.length },
    'dev.tsv': { sha256: sha256(TSV), bytes: TSV.length },
  },
  splits: {
    train: { rows: 300, labels: { negative: 150, positive: 150 } },
    dev: { rows: 300, labels: { negative: 150, positive: 150 } },
  },
};

const HEADER =
  'InputStoryid,InputSentence1,InputSentence2,InputSentence3,InputSentence4,RandomFifthSentenceQuiz1,RandomFifthSentenceQuiz2,AnswerRightEnding';
const storiesOf = (word: string): string =>
  [HEADER, ...Array.from({ length: 20 }, (_, i) => `${i}-${word},a,b,c,d,e,f,${1 + (i % 2)}`)].join('\n');
const VALIDATION = 'cloze_val__2016.csv';
const STORIES = {
  files: { [VALIDATION]: { sha256: sha256(storiesOf('right')), bytes: 1 } },
  others: [{ what: 'the test stories', file: 'cloze_test__2016' }],
};

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (failure: unknown) => failure,
  );
  expect(error).toMatchObject({ name: 'UserError', exitCode: EXIT.usage });
  return (error as Error).message;
}

test('the pinned file is complete, whatever it is called', async () => {
  const datasets = await datasetsOf('storycloze', STORIES);
  const given = await folderOf({ 'my stories.csv': storiesOf('right') });
  const { status } = await importDataset(datasets, 'storycloze', join(given, 'my stories.csv'));
  expect(status).toBe('complete');
});

test('a set that is known to be another is refused, unless it is asked for, and then said to be so', async () => {
  const datasets = await datasetsOf('storycloze', STORIES);
  const given = await folderOf({ 'Cloze_Test__2016 (1).csv': storiesOf('other') });
  const refusal = await refusalOf(importDataset(datasets, 'storycloze', given));
  expect(refusal).toMatch(/By its name, this is the test stories\. Nothing was imported\. .*--accept-other/);
  await expect(access(join(datasets, 'storycloze/data'))).rejects.toThrow();
  const { status } = await importFrom(datasets, { name: 'storycloze', path: given, acceptOther: true });
  expect(status).toBe('other');
  expect((await listDatasets(datasets))[0]).toMatchObject({
    status: 'other',
    findings: ['By its name, this is the test stories.'],
  });
});

test('the same under a name that nobody knows is unverified, and both hashes are said', async () => {
  const datasets = await datasetsOf('storycloze', STORIES);
  const given = await folderOf({ 'x.csv': storiesOf('other') });
  const { status, findings } = await importDataset(datasets, 'storycloze', given);
  expect(status).toBe('unverified');
  const [found, pinned] = [storiesOf('other'), storiesOf('right')].map((text) => sha256(text).slice(0, 12));
  expect(findings.join(' ')).toMatch(new RegExp(`x\\.csv is ${found}… .*, and ${pinned}… .* is pinned`));
});

test.each([
  ['rows', { rows: { dev: 20 } }, { dev: tsvOf(phrase, 20) }, 'By its number of rows'],
  ['sha256', { sha256: sha256(tsvOf(phrase, 30)) }, { dev: tsvOf(phrase, 30) }, 'By its sha256'],
])('another set is known by its %s', async (_, known, { dev }, words) => {
  const datasets = await datasetsOf('sst-2', { ...PINNED, others: [{ what: 'a test set', ...known }] });
  const given = await folderOf({ 'train.tsv': TSV, 'dev.tsv': dev });
  expect(await refusalOf(importDataset(datasets, 'sst-2', given))).toContain(words);
});

test('a test set without labels is known by its header, and cannot be asked for', async () => {
  const others = [{ what: 'the test set', firstLine: 'index\tsentence', labelled: false }];
  const datasets = await datasetsOf('sst-2', { ...PINNED, others });
  const path = await folderOf({ 'train.tsv': TSV, 'dev.tsv': 'index\tsentence\r\n0\ta phrase\n' });
  const refusal = await refusalOf(importFrom(datasets, { name: 'sst-2', path, acceptOther: true }));
  expect(refusal).toMatch(/By its header, this is the test set\..*have no labels/);
});

test('rows and labels that differ from the pinned ones are said with both numbers', async () => {
  const { splits } = PINNED;
  const datasets = await datasetsOf('sst-2', { splits });
  const dev = tsvOf((index) => phrase(index).replace(/\d$/, index < 10 ? '1' : '$&'));
  const given = await folderOf({ 'train.tsv': tsvOf(phrase, 200), 'dev.tsv': dev });
  const { status, findings } = await importDataset(datasets, 'sst-2', given);
  expect(status).toBe('unverified');
  expect(findings).toEqual(
    expect.arrayContaining([
      'train has 200 rows, and 300 are pinned.',
      'dev has 145 rows of “negative”, and 150 are pinned.',
    ]),
  );
});

test('an import of an earlier version, whose record says less, is compared all the same', async () => {
  const datasets = await datasetsOf('sst-2', PINNED);
  await importDataset(datasets, 'sst-2', await folderOf({ 'train.tsv': TSV, 'dev.tsv': TSV }));
  const file = join(datasets, 'sst-2/data/imported.json');
  const record = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const splits = record.splits as Record<string, unknown>[];
  for (const split of splits) delete split.labels;
  await writeFile(file, JSON.stringify({ files: record.files, downloads: [], splits, documents: null }));
  expect((await listDatasets(datasets))[0]!.status).toBe('complete');
  expect((await verifyDatasets(datasets, []))[0]!.status).toBe('complete');
});

const caffeine = (share: number) => (index: number) =>
  index % share === 16 ? Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x20, 0x09, 0x31]) : phrase(index);

test.each([
  [
    'Latin-1 bytes',
    tsvOf(caffeine(299)),
    /^train: 1 of 300 examples \(0\.333 %\) .*unreadable.*train\.tsv:18\.$/,
  ],
  ['a NUL byte', tsvOf((i) => (i === 9 ? 'a\0b\t1' : phrase(i))), /unreadable.*train\.tsv:11\.$/],
  [
    'a very long sentence',
    tsvOf((i) => (i === 4 ? `${'x'.repeat(2 * LONG_EXAMPLE)}\t1` : phrase(i))),
    /more than 100000 characters \(200000 at most\), first at train\.tsv:6/,
  ],
  ['repeated examples', tsvOf((i) => phrase(i % 10)), /290 of 300 examples \(96\.7 %\) .*train\.tsv:12\.$/],
  [
    'one class',
    tsvOf((i) => `phrase ${i}\t0`),
    /^train holds one class only: “negative”, all 300 examples\.$/,
  ],
])('an import warns of %s, keeps the warning, and list and verify say it again', async (_, train, words) => {
  const datasets = await datasetsOf('sst-2', {});
  const given = await folderOf({ 'train.tsv': train, 'dev.tsv': TSV });
  const { warnings } = await importDataset(datasets, 'sst-2', given);
  expect(warnings).toEqual([expect.stringMatching(words)]);
  expect((await listDatasets(datasets))[0]!.warnings).toEqual(warnings);
  expect((await verifyDatasets(datasets, []))[0]!.warnings).toEqual(warnings);
});

test.each([
  ['mostly Latin-1', { 'train.tsv': tsvOf(caffeine(20)), 'dev.tsv': TSV }, /\(5 %\).*train\.tsv:18.*iconv/],
  ['an empty dev', { 'train.tsv': TSV, 'dev.tsv': 'sentence\tlabel\n' }, /dev holds no labelled example/],
])('an import refuses %s', async (_, files, words) => {
  const datasets = await datasetsOf('sst-2', {});
  expect(await refusalOf(importDataset(datasets, 'sst-2', await folderOf(files)))).toMatch(words);
});

test.each([
  ['no text at all', { 'a.txt': '', 'b.txt': ' \n' }, /holds no text: 2 characters in 2 documents/],
  [
    'mostly unreadable text',
    { 'a.txt': Buffer.concat([Buffer.alloc(44, 0xe9), Buffer.alloc(56, 'a')]) },
    /^44 of 100 characters \(44 %\) are unreadable .*a\.txt:1\..*iconv/,
  ],
])('a corpus of %s is refused', async (_, files, words) => {
  const datasets = await datasetsOf('books', { kind: 'corpus' });
  expect(await refusalOf(importDataset(datasets, 'books', await folderOf(files)))).toMatch(words);
});

test('a corpus with empty and repeated documents is imported with a warning of each', async () => {
  const datasets = await datasetsOf('books', { kind: 'corpus' });
  const given = await folderOf({ 'a.txt': 'text', 'b.txt': '', 'c.txt': 'text', 'd.txt': 'more' });
  const { warnings } = await importDataset(datasets, 'books', given);
  expect(warnings).toEqual([
    expect.stringMatching(/^1 of 4 documents .*without text, first b\.txt/),
    expect.stringMatching(/^1 of 4 documents .*text of an earlier one, first c\.txt/),
  ]);
});

/** Hostile Parquet files are refused in a sentence. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProject } from '../cli/program.js';
import { classes, DATASETS, first, folderOf, imported, ROWS, table, text } from './parquet-files.js';

const GOOD = table([text('sentence', first), classes(ROWS.map((i) => i % 2))]);

const HOSTILE: readonly [what: string, content: Buffer, said: RegExp][] = [
  [
    'truncated',
    GOOD.subarray(0, GOOD.length - 9),
    /train\S*\.parquet is no Parquet file that can be read: its footer/,
  ],
  ['of another kind', Buffer.from('sentence\tlabel\nGood.\t1\n'), /its footer: it does not begin with PAR1/],
  ['empty', Buffer.alloc(0), /is no Parquet file that can be read/],
  ['damaged inside', damagedInside(GOOD), /is no Parquet file that can be read: .*rows from 1/],
  [
    'without a column',
    table([text('phrase', first), classes(ROWS)]),
    /has no column "sentence"; it has phrase, label/,
  ],
  [
    'of the wrong type',
    table([{ name: 'sentence', data: ROWS, type: 'INT32' }, classes(ROWS.map((i) => i % 2))]),
    /parquet:1: sentence is no text/,
  ],
  [
    'of unknown labels',
    table([text('sentence', first), classes(ROWS.map(() => 7))]),
    /parquet:1: label "7" is none of 0, 1/,
  ],
];

/** The first page's header says nothing of sense. */
function damagedInside(good: Buffer): Buffer {
  const copy = Buffer.from(good);
  copy.fill(0xff, 4, 40);
  return copy;
}

test.each(HOSTILE)('a Parquet file that is %s is refused in a sentence', async (_, content, said) => {
  const work = imported('sst-2', {
    'sst2/train-00000-of-00001.parquet': content,
    'sst2/validation-00000-of-00001.parquet': GOOD,
  });
  await expect(work).rejects.toThrow(said);
  await expect(work).rejects.toMatchObject({ name: 'UserError' });
});

/** Of GOOD's first page in compact Thrift: type, unpacked size (8e 01), packed size, values, nulls, rows and so on. */
const FIRST_HEADER = '1506 158e01 1564 5c 1506 1500 1506'.replaceAll(' ', '');

test('the pages that are damaged below are laid out as is said', () => {
  expect(GOOD.subarray(4, 18).toString('hex')).toBe(FIRST_HEADER);
});

test('a page that claims to unpack to gigabytes is refused before any is made', async () => {
  // Three bytes longer, so that three of its data are left out (packed size 5e for 64).
  const sizes = Buffer.from('feffffff0f155e', 'hex');
  const huge = Buffer.concat([GOOD.subarray(0, 7), sizes, GOOD.subarray(11, 60), GOOD.subarray(63)]);
  await expect(
    imported('sst-2', {
      'sst2/train-00000-of-00001.parquet': huge,
      'sst2/validation-00000-of-00001.parquet': GOOD,
    }),
  ).rejects.toThrow(/train\S*\.parquet has 2\.15 GB, and a file may have at most 500 MB/);
});

test('a page whose header lacks a field is refused, and not read for ever', async () => {
  const copy = Buffer.from(GOOD);
  copy[16] = 0; // ends the header of the page before its number of rows
  await expect(
    imported('sst-2', {
      'sst2/train-00000-of-00001.parquet': copy,
      'sst2/validation-00000-of-00001.parquet': GOOD,
    }),
  ).rejects.toThrow(/column "sentence", the rows from 1 on: a page does not say what is in it/);
});

test('a missing shard is named, and the program imports what is whole', async () => {
  const shard = 'sst2/train-00000-of-00002.parquet';
  const path = await folderOf({ [shard]: GOOD, 'sst2/validation-00000-of-00001.parquet': GOOD });
  const manifest = await readFile(join(DATASETS, 'sst-2', 'dataset.yaml'), 'utf8');
  const project = await makeProject();
  await mkdir(join(project.root, 'datasets', 'sst-2'), { recursive: true });
  await writeFile(join(project.root, 'datasets', 'sst-2', 'dataset.yaml'), manifest);
  const refused = await project.reprise('data', 'import', 'sst-2', path);
  expect(refused.err.replace(/\s+/g, ' ')).toContain('holds 1 of the 2 Parquet files of train');
  await writeFile(join(path, 'sst2/train-00001-of-00002.parquet'), GOOD);
  const taken = await project.reprise('data', 'import', 'sst-2', path);
  expect(taken).toMatchObject({ code: 0 });
  expect(taken.out).toMatch(/train\D+16/);
  await project.remove();
});

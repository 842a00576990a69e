import { appendFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashData } from '../../src/datasets/hash.js';
import { changeSince, planData } from '../../src/datasets/planned.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-planned-'));
  for (const name of ['dev.tsv', 'train.tsv']) await writeFile(join(folder, name), `${name}\n`);
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

describe('data that was planned with', () => {
  it('has the hash that data has anyway', async () => {
    const { sha256, bytes } = await planData(folder);
    expect({ sha256, bytes }).toEqual(
      await hashData(folder).then(({ files, ...whole }) => (expect(files).toHaveLength(2), whole)),
    );
  });

  it.each<[string, () => Promise<void>, string]>([
    ['a file grew', () => appendFile(at('dev.tsv'), 'x'), 'dev.tsv changed'],
    [
      'a file has other bytes, as many as before',
      async () => {
        await writeFile(at('train.tsv'), 'TRAIN.tsv\n');
        await utimes(at('train.tsv'), 1, 1);
      },
      'train.tsv changed',
    ],
    ['a file is gone', () => rm(at('dev.tsv')), 'dev.tsv is gone'],
    ['a file was added', () => writeFile(at('more.tsv'), ''), 'more.tsv was added'],
  ])('is found changed where %s', async (_, change, found) => {
    const { files } = await planData(folder);
    await change();
    expect(await changeSince(folder, files)).toBe(at(found));
  });

  it('counts as the same where only a time of a file changed, and where nothing did', async () => {
    const { files } = await planData(folder);
    expect(await changeSince(folder, files)).toBeNull();
    await utimes(at('dev.tsv'), 1, 1);
    expect(await changeSince(folder, files)).toBeNull();
  });

  it('may be a single file', async () => {
    const { files } = await planData(at('dev.tsv'));
    expect(await changeSince(at('dev.tsv'), files)).toBeNull();
    await appendFile(at('dev.tsv'), 'x');
    expect(await changeSince(at('dev.tsv'), files)).toBe(at('dev.tsv changed'));
  });
});

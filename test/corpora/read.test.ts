import { mkdir, mkdtemp, readFile, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { expect, test } from 'vitest';
import type { Document } from '../../src/corpora/corpus.js';
import { readCorpus } from '../../src/corpora/read.js';
import { UserError } from '../../src/failure.js';

async function documents(path: string): Promise<Document[]> {
  const all: Document[] = [];
  for await (const document of readCorpus(path)) all.push(document);
  return all;
}

async function books(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'corpus-'));
  await mkdir(join(folder, 'more'));
  await writeFile(join(folder, 'b.txt'), '\uFEFFfirst\r\nsecond\n');
  await writeFile(join(folder, 'a.txt'), Buffer.from([0x61, 0xff, 0x62]));
  await writeFile(join(folder, 'more', 'c.txt'), 'deep');
  await writeFile(join(folder, 'notes.md'), 'no book');
  return folder;
}

const EXPECTED = [
  { name: 'a.txt', text: 'a\uFFFDb' },
  { name: 'b.txt', text: 'first\nsecond\n' },
  { name: 'more/c.txt', text: 'deep' },
];

test('a folder gives its text files sorted by name, without byte order marks and CRLF', async () => {
  expect(await documents(await books())).toEqual(EXPECTED);
});

test.each(['.tar', '.tar.gz'])(
  'an unsorted %s archive gives the same documents, named or as the only file of a folder',
  async (ending) => {
    const target = await mkdtemp(join(tmpdir(), 'corpus-'));
    const file = join(target, `books${ending}`);
    await create({ gzip: ending === '.tar.gz', cwd: await books(), file }, [
      'more/c.txt',
      'b.txt',
      'notes.md',
      'a.txt',
    ]);
    expect(await documents(file)).toEqual(EXPECTED);
    expect(await documents(target)).toEqual(EXPECTED);
  },
);

test('a truncated archive is an error of the user', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'corpus-')), 'books.tar.gz');
  await create({ gzip: true, cwd: await books(), file }, ['.']);
  await truncate(file, (await readFile(file)).length - 60);
  await expect(documents(file)).rejects.toThrow(UserError);
});

test('an absent path, and a folder without text, are errors of the user', async () => {
  await expect(documents('/nowhere/at/all')).rejects.toThrow(/There is no corpus/);
  await expect(documents(await mkdtemp(join(tmpdir(), 'corpus-')))).rejects.toThrow(/holds no \.txt file/);
});

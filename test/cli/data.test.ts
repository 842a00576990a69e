import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatBytes } from '../../src/amounts.js';
import { tarOf, written, zipOf } from '../files/packing.js';
import { makeProject } from './program.js';
import type { TestProject } from './program.js';

const MANIFEST = `
name: sst-2
title: Stanford Sentiment Treebank
kind: tasks
licence: unknown
access: gated
steps: [Ask for it., Unpack it.]
`;
const GENERATED = MANIFEST.replace('sst-2', 'made')
  .replace('gated', 'generated')
  .replace(/^steps.*\n/m, '');
const ROWS = 'sentence\tlabel\na fine film\t1\na dull film\t0\n';

let project: TestProject;
let given: string;
beforeAll(async () => {
  project = await makeProject();
  given = join(project.root, 'given');
  await mkdir(join(project.root, 'datasets', 'sst-2'), { recursive: true });
  await writeFile(join(project.root, 'datasets', 'sst-2', 'dataset.yaml'), MANIFEST);
  await mkdir(join(project.root, 'datasets', 'made'));
  await writeFile(join(project.root, 'datasets', 'made', 'dataset.yaml'), GENERATED);
  await mkdir(given);
  for (const file of ['train.tsv', 'dev.tsv']) await writeFile(join(given, file), ROWS);
});
afterAll(() => project.remove());

describe('reprise data', () => {
  it('lists what is described and whether it is here', async () => {
    const { out, code } = await project.reprise('data', 'list');
    expect(out).toMatch(/sst-2 .* absent/);
    expect(code).toBe(0);
  });

  it('prints the steps to a gated set, and ends with 1, for nothing was fetched', async () => {
    const { out, code } = await project.reprise('data', 'get', 'sst-2');
    expect(out).toContain('1. Ask for it.');
    expect(code).toBe(1);
  });

  it('imports a folder and verifies it', async () => {
    const imported = await project.reprise('data', 'import', 'sst-2', given);
    expect(imported.out).toContain('train: 2 examples (negative 1, positive 1)');
    expect(imported.code).toBe(0);
    expect((await project.reprise('data', 'verify')).code).toBe(0);
  });

  it('finds data that was changed afterwards', async () => {
    await writeFile(join(project.root, 'datasets', 'sst-2', 'data', 'dev.tsv'), `${ROWS}one more\t1\n`);
    const { out, code } = await project.reprise('data', 'verify', 'sst-2');
    expect(out).toContain('corrupt');
    expect(code).toBe(1);
  });

  it('says what to do about a folder that holds none of the files', async () => {
    await rm(join(given, 'train.tsv'));
    const { err, code } = await project.reprise('data', 'import', 'sst-2', given);
    expect(err).toMatch(/^error {2}.*train/s);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).not.toBe(0);
  });

  it('refuses a small archive that unpacks to a large file, by name and numbers, and leaves nothing of it', async () => {
    const bomb = zipOf([
      { name: 'SST-2/train.tsv', bytes: Buffer.alloc(120e6) },
      { name: 'SST-2/dev.tsv', bytes: Buffer.from(ROWS) },
    ]);
    const archive = await written('SST-2.zip', bomb);
    const { err, code } = await project.reprise('data', 'import', 'sst-2', archive);
    expect(err).toContain(
      `${archive}: SST-2/train.tsv: the archive has ${formatBytes(bomb.length)} and unpacks to more than 100 MB`,
    );
    expect(err.split('\n')).toHaveLength(2);
    expect(code).toBe(2);
    expect(await readdir(join(project.root, 'datasets', 'sst-2', 'download'))).toEqual([]);
  });

  it.each([
    ['SST-2.zip', zipOf],
    ['SST-2.tar', tarOf],
  ])(
    'names the line of the file in %s that it was given, where the rows are not those of the task',
    async (name, pack) => {
      const files = ['train.tsv', 'dev.tsv'].map((file) => ({
        name: `SST-2/${file}`,
        bytes: Buffer.from(ROWS.replace('\t1', '\tfine')),
      }));
      const archive = await written(name, pack(files));
      const { err, code } = await project.reprise('data', 'import', 'sst-2', archive);
      expect(err).toContain(`  ${archive}: SST-2/train.tsv:2: label "fine" is none of 0, 1`);
      expect(err).not.toContain('import-');
      expect(code).toBe(2);
    },
  );

  it.each([
    [['data', 'imprt'], 'Did you mean "import"?'],
    [['data', 'import', 'sst-2'], 'Missing argument. Usage: reprise data import NAME PATH.'],
    [['data', 'import', 'sst-2', '/nonexistent'], 'There is nothing at'],
    [['data', 'import', 'made', '.'], 'The data set "made" is generated here'],
    [['data', 'get', 'nothing'], 'There is no data set "nothing"'],
  ])('%j is answered by a sentence and code 2', async (typed, sentence) => {
    const { err, code } = await project.reprise(...typed);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
  });
});

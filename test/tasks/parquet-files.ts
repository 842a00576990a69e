/** Parquet files for tests: written for real, in folders of their own, and imported. */
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { importDataset } from '../../src/datasets/import.js';

export const DATASETS = join(import.meta.dirname, '..', '..', 'datasets');

export type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData'];
type Column = Columns[number];

export const text = (name: string, data: string[]): Column => ({ name, data, type: 'STRING' });
export const classes = (data: number[]): Column => ({ name: 'label', data: data.map(BigInt), type: 'INT64' });

/** Small row groups, so that a file has several. */
export const table = (columnData: Columns): Buffer =>
  Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 3 }));

export async function folderOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parquet-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

export async function imported(name: string, files: Readonly<Record<string, string | Buffer>>) {
  const manifest = await readFile(join(DATASETS, name, 'dataset.yaml'), 'utf8');
  const datasets = await folderOf({ [`${name}/dataset.yaml`]: manifest });
  return { report: await importDataset(datasets, name, await folderOf(files)), datasets };
}

export const ROWS = Array.from({ length: 8 }, (_, i) => i);
export const first = ROWS.map((i) => `The "${i}" of é\u2019s. `);
export const second = ROWS.map((i) => `Number ${i % 2} follows.`);

/** Writes a report in all its formats into a folder, each file whole or not at all. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Store } from '../store/store.js';
import { drawCharts } from './charts/index.js';
import type { Charts } from './charts/index.js';
import { FORMATS } from './formats/index.js';
import { buildReport } from './model.js';

/** Returns the paths that it wrote: the page first, then the other formats, then the charts. */
export async function writeReport(store: Store, experiment: string, folder: string): Promise<string[]> {
  const report = await buildReport(store, experiment);
  const charts = drawCharts(report);
  const root = resolve(folder);
  const chartFolder = join(root, 'charts');
  await mkdir(chartFolder, { recursive: true });
  const written: string[] = [];
  for (const [name, render] of Object.entries(FORMATS)) {
    await writeFileAtomic(join(root, name), await render(report, charts));
    written.push(join(root, name));
  }
  return [...written, ...(await writeCharts(charts, chartFolder))];
}

/** Charts of an earlier version that there are no more are removed; other files are left alone. */
async function writeCharts(charts: Charts, folder: string): Promise<readonly string[]> {
  const drawn = Object.values(charts).flatMap(({ name, svg }) =>
    svg === null ? [] : [{ file: `${name}.svg`, svg }],
  );
  for (const { file, svg } of drawn) await writeFileAtomic(join(folder, file), svg);
  const names = drawn.map(({ file }) => file);
  const found = await readdir(folder, { withFileTypes: true });
  const stale = found.filter((one) => one.isFile() && one.name.endsWith('.svg') && !names.includes(one.name));
  for (const { name } of stale) await rm(join(folder, name));
  return names.map((name) => join(folder, name));
}

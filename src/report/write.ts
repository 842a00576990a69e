/** Writes a report in all its formats into a folder, each file whole or not at all. */
import { access, constants, mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Store } from '../store/store.js';
import { systemFailure } from '../system-failure.js';
import { drawCharts } from './charts/index.js';
import { FORMATS } from './formats/index.js';
import { buildReport } from './report.js';
import type { Report } from './report.js';

export interface ReportFile {
  /** Path in the report's folder. */
  readonly name: string;
  readonly content: string | Buffer;
}

/**
 * The page first, then the other formats, then the charts that have something to draw; `isWanted` leaves out formats,
 * by the names of their files.
 */
export async function renderFiles(
  report: Report,
  isWanted: (name: string) => boolean = () => true,
): Promise<readonly ReportFile[]> {
  const charts = drawCharts(report);
  const files: ReportFile[] = [];
  for (const [name, render] of Object.entries(FORMATS))
    if (isWanted(name)) files.push({ name, content: await render(report, charts) });
  const drawn = Object.values(charts).flatMap(({ name, svg }) =>
    svg === null ? [] : [{ name: `${CHARTS}/${name}.svg`, content: svg }],
  );
  return [...files, ...drawn];
}

const CHARTS = 'charts';

/** Returns the paths that it wrote, in the order of renderFiles. */
export async function writeReport(store: Store, experiment: string, folder: string): Promise<string[]> {
  const root = resolve(folder);
  await makeWritable(root);
  const files = await renderFiles(await buildReport(store, experiment));
  for (const { name, content } of files) await writeFileAtomic(join(root, name), content);
  await removeStale(
    root,
    files.map(({ name }) => name),
  );
  return files.map(({ name }) => join(root, name));
}

/** Before anything is drawn. Throws UserError where this user may not write there. */
async function makeWritable(root: string): Promise<void> {
  const charts = join(root, CHARTS);
  await mkdir(charts, { recursive: true });
  for (const path of [root, charts])
    await access(path, constants.W_OK).catch((error: unknown) => {
      throw systemFailure(error, { path, tried: 'written' });
    });
}

/** Charts of an earlier version that there are no more are removed; other files are left alone. */
async function removeStale(root: string, written: readonly string[]): Promise<void> {
  const found = await readdir(join(root, CHARTS), { withFileTypes: true });
  const charts = found.filter((one) => one.isFile() && one.name.endsWith('.svg'));
  const stale = charts.map(({ name }) => `${CHARTS}/${name}`).filter((name) => !written.includes(name));
  for (const name of stale) await rm(join(root, name));
}

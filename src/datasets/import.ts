/** Imports a data set from a file, folder or archive: checked first, then put in place in one step. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isTar } from '../files/tar.js';
import { EXIT, isAbsence, UserError } from '../failure.js';
import { isTaskName, TASKS } from '../tasks/index.js';
import { fileContainer, openContainer } from './container.js';
import type { Container } from './container.js';
import { dataFolder, downloadFolder } from './folders.js';
import { pickFiles } from './layout.js';
import { readManifest } from './manifest.js';
import type { Manifest } from './manifest.js';
import { speakingOfOriginals } from './origin.js';
import { writeRecord } from './record.js';
import type { DownloadRecord } from './record.js';
import { fingerprints, summariseCorpus, summariseTask } from './summary.js';
import type { CorpusSummary, SplitSummary } from './summary.js';

export interface ImportReport {
  readonly name: string;
  readonly title: string;
  /** Where the data lies now. */
  readonly folder: string;
  /** Files copied, below that folder. */
  readonly files: readonly string[];
  /** Splits of a task; empty for a corpus. */
  readonly splits: readonly SplitSummary[];
  readonly corpus: CorpusSummary | null;
}

/**
 * Replaces what was imported before. Throws UserError, and leaves all as it was, where the files are not those of the
 * set, a split for training is missing, or more than MAX_REJECTED_SHARE of a split's rows are rejected.
 */
export async function importDataset(datasets: string, name: string, path: string): Promise<ImportReport> {
  return importFrom(datasets, { name, path, downloads: [] });
}

export async function importFrom(
  datasets: string,
  { name, path, downloads }: { name: string; path: string; downloads: readonly DownloadRecord[] },
): Promise<ImportReport> {
  const manifest = await readManifest(datasets, name);
  checkImportable(manifest);
  const container = await containerFor(manifest, path);
  const picks = pickFiles(name, container);
  const staging = join(downloadFolder(datasets, name), `import-${process.pid}`);
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  try {
    await container.copy(picks, staging);
    const contents = await speakingOfOriginals({ container, picks, folder: staging }, () =>
      check(manifest, staging, path),
    );
    await writeRecord(staging, { files: await fingerprints(name, staging), downloads, ...contents });
    const folder = dataFolder(datasets, name);
    await replaceFolder(staging, folder);
    return { name, title: manifest.title, folder, files: [...picks.values()].sort(), ...contents };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function checkImportable({ name, kind, access }: Manifest): void {
  if (access === 'generated')
    throw new UserError(
      `The data set "${name}" is generated here; nothing can be imported into it.`,
      EXIT.usage,
    );
  if (kind === 'tasks' && !isTaskName(name))
    throw new UserError(`The data set "${name}" holds tasks, and there is no task of that name to read it.`);
}

/** The archives that the readers read as they are stay whole: one file to keep and to hash. */
async function containerFor({ name, kind }: Manifest, path: string): Promise<Container> {
  const archive = isTaskName(name) ? TASKS[name].files.archive : undefined;
  const whole = kind === 'corpus' ? isTar(path) : basename(path) === archive?.name;
  const opened = await openContainer(path);
  return whole && opened.names.length > 0 ? fileContainer(path) : opened;
}

async function check({ name, kind }: Manifest, staging: string, path: string) {
  if (kind === 'corpus' || !isTaskName(name)) return { splits: [], corpus: await summariseCorpus(staging) };
  const splits = await summariseTask(name, staging);
  const training = splits.find(({ split }) => split === 'train');
  if (training === undefined || training.examples === 0 || splits.length < 2)
    throw new UserError(
      `${path} has not both training and evaluation examples of ${name}; nothing was imported.`,
      EXIT.usage,
    );
  return { splits, corpus: null };
}

async function replaceFolder(from: string, to: string): Promise<void> {
  const old = `${from}-old`;
  await rm(old, { recursive: true, force: true });
  await rename(to, old).catch((error: unknown) => {
    if (!isAbsence(error)) throw error;
  });
  await rename(from, to);
  await rm(old, { recursive: true, force: true });
}

/** Imports a data set from a file, folder or archive: checked first, then put in place in one step. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isTar } from '../files/tar.js';
import { EXIT, isAbsence, UserError } from '../failure.js';
import { isTaskName, TASKS } from '../tasks/index.js';
import { fileContainer, openContainer } from './container.js';
import type { Container } from './container.js';
import { fingerprintsOf } from './fingerprints.js';
import { dataFolder, downloadFolder } from './folders.js';
import { hashData } from './hash.js';
import { pickFiles } from './layout.js';
import { readManifest } from './manifest.js';
import type { Manifest } from './manifest.js';
import { speakingOfOriginals } from './origin.js';
import { readFirstLines, refuseOther } from './others.js';
import { countOf, writeRecord } from './record.js';
import type { DownloadRecord } from './record.js';
import { standingOf } from './standing.js';
import type { Standing } from './standing.js';
import { summarise } from './summary.js';
import type { Summary } from './summary.js';

export interface ImportReport extends Summary, Standing {
  readonly name: string;
  readonly title: string;
  /** Where the data lies now. */
  readonly folder: string;
  /** Files copied, below that folder. */
  readonly files: readonly string[];
}

export interface ImportOptions {
  readonly name: string;
  /** Of a file, folder or archive. */
  readonly path: string;
  /** What `path` was fetched from. */
  readonly downloads?: readonly DownloadRecord[];
  /** Whether a set that is known to be another one is taken all the same. */
  readonly acceptOther?: boolean | undefined;
}

/** `importFrom` of what was not fetched, with nothing asked for. */
export async function importDataset(datasets: string, name: string, path: string): Promise<ImportReport> {
  return importFrom(datasets, { name, path });
}

/**
 * Replaces what was imported before. Throws UserError, and leaves all as it was, where the files are not those of the
 * set or are known to be those of another, a split is missing or empty, or more than MAX_REJECTED_SHARE of a split's
 * rows are rejected or unreadable.
 */
export async function importFrom(datasets: string, options: ImportOptions): Promise<ImportReport> {
  const { name, path } = options;
  const manifest = await readManifest(datasets, name);
  checkImportable(manifest);
  const container = await containerFor(manifest, path);
  const picks = pickFiles(name, container);
  const staging = join(downloadFolder(datasets, name), `import-${process.pid}`);
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  try {
    await container.copy(picks, staging);
    const { standing, summary } = await speakingOfOriginals({ container, picks, folder: staging }, () =>
      check(manifest, staging, options),
    );
    const folder = dataFolder(datasets, name);
    await replaceFolder(staging, folder);
    const { title } = manifest;
    return { name, title, folder, files: [...picks.values()].sort(), ...summary, ...standing };
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

/** Says what lies in the folder, and writes its record. */
async function check(
  manifest: Manifest,
  staging: string,
  options: ImportOptions,
): Promise<{ standing: Standing; summary: Summary }> {
  const { sha256: data, files: hashed } = await hashData(staging);
  const files = await fingerprintsOf(manifest.name, staging, hashed);
  const firstLines = await readFirstLines(manifest, staging, hashed);
  refuseOther(manifest, { files, firstLines, splits: null }, options);
  const summary = await summarise(manifest, staging);
  checkSplits(manifest, summary, options);
  const found = { files, firstLines, splits: summary.splits.map(countOf) };
  const standing = standingOf(manifest, found);
  if (standing.status === 'other') refuseOther(manifest, found, options);
  const { downloads = [] } = options;
  await writeRecord(staging, { data, files, downloads, ...summary });
  return { standing, summary };
}

function checkSplits({ kind, name }: Manifest, { splits }: Summary, { path }: ImportOptions): void {
  if (kind === 'corpus' || (splits.length > 1 && splits.some(({ split }) => split === 'train'))) return;
  throw new UserError(
    `${path} has not both training and evaluation examples of ${name}; nothing was imported.`,
    EXIT.usage,
  );
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

/** Folders, archives and single files seen alike: names, and a way to copy some of the files out. */
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { isTar, tarEntries } from '../corpora/archive.js';
import { byCodeUnit, listFiles } from '../corpora/files.js';
import { EXIT, UserError } from '../failure.js';

export interface Container {
  readonly path: string;
  /** Relative paths of the files, sorted. */
  readonly names: readonly string[];
  /** Copies files: name in the container → path below `target`. */
  copy(picks: ReadonlyMap<string, string>, target: string): Promise<void>;
}

/** Throws UserError where there is nothing at the path or its archive is broken. */
export async function openContainer(path: string): Promise<Container> {
  const stats = await stat(path).catch(() => null);
  if (stats === null) throw new UserError(`There is nothing at ${path}.`, EXIT.usage);
  if (stats.isDirectory()) return folderContainer(path);
  if (isTar(path)) return tarContainer(path);
  if (path.endsWith('.zip')) return zipContainer(path);
  return fileContainer(path);
}

/** A file as it is, archive or not. */
export function fileContainer(path: string): Container {
  const copy: Container['copy'] = (picks, target) => forEach(picks, target, (_, to) => copyFile(path, to));
  return { path, names: [basename(path)], copy };
}

async function folderContainer(path: string): Promise<Container> {
  const copy: Container['copy'] = (picks, target) =>
    forEach(picks, target, (from, to) => copyFile(join(path, from), to));
  return { path, names: (await listFiles(path)).filter(isSafe), copy };
}

async function tarContainer(path: string): Promise<Container> {
  const names: string[] = [];
  const note = (name: string): boolean => {
    if (isSafe(name)) names.push(name);
    return false;
  };
  for await (const entry of tarEntries(path, note)) names.push(entry.path);
  return {
    path,
    names: names.sort(byCodeUnit),
    copy: async (picks, target) => {
      for await (const entry of tarEntries(path, (name) => picks.has(name)))
        await writeFile(await place(target, picks.get(entry.path) ?? entry.path), entry.bytes);
    },
  };
}

async function zipContainer(path: string): Promise<Container> {
  const names: string[] = [];
  await eachZipEntry(path, (entry) => {
    if (isSafe(entry.fileName) && !entry.fileName.endsWith('/')) names.push(entry.fileName);
  });
  return {
    path,
    names: names.sort(byCodeUnit),
    copy: (picks, target) =>
      eachZipEntry(path, async (entry, zip) => {
        const to = picks.get(entry.fileName);
        if (to === undefined) return;
        await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(await place(target, to)));
      }),
  };
}

async function eachZipEntry(
  path: string,
  visit: (entry: yauzl.Entry, zip: yauzl.ZipFile) => Promise<void> | void,
): Promise<void> {
  try {
    const zip = await yauzl.openPromise(path, { lazyEntries: true, autoClose: false });
    try {
      for await (const entry of zip.eachEntry()) await visit(entry, zip);
    } finally {
      zip.close();
    }
  } catch (error) {
    throw new UserError(
      `${path} cannot be read as a zip archive: ${(error as Error).message}. Fetch or copy it again.`,
      undefined,
      { cause: error },
    );
  }
}

async function forEach(
  picks: ReadonlyMap<string, string>,
  target: string,
  copy: (from: string, to: string) => Promise<void>,
): Promise<void> {
  for (const [from, to] of picks) await copy(from, await place(target, to));
}

async function place(target: string, name: string): Promise<string> {
  const path = join(target, name);
  await mkdir(dirname(path), { recursive: true });
  return path;
}

/** No way out of the target folder, and no litter of macOS. */
const isSafe = (name: string): boolean =>
  !name.startsWith('/') &&
  !name.split('/').some((part) => part === '..' || part === '__MACOSX' || part.startsWith('._'));

/** Folders, archives and single files seen alike: names, and a way to copy some of the files out, within limits. */
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EXIT, UserError } from '../failure.js';
import { byCodeUnit, listFiles } from '../files/folder.js';
import { inArchive, LIMITS } from '../files/limits.js';
import { lookAt, meterOf, sizeOf } from '../files/regular.js';
import { isTar, tarEntries } from '../files/tar.js';
import { zipEntries } from '../files/zip.js';

export interface Container {
  readonly path: string;
  /** Relative paths of the files, sorted. */
  readonly names: readonly string[];
  /** What a file in it is called in messages. */
  called(name: string): string;
  /** Copies files: name in the container → path below `target`. */
  copy(picks: ReadonlyMap<string, string>, target: string): Promise<void>;
}

/** Throws UserError where there is nothing at the path, its archive is broken, or a limit is passed. */
export async function openContainer(path: string): Promise<Container> {
  const found = await lookAt(path);
  if (found === null) throw new UserError(`There is nothing at ${path}.`, EXIT.usage);
  if (found.isDirectory()) return folderContainer(path);
  await sizeOf(path);
  if (isTar(path)) return tarContainer(path);
  if (path.endsWith('.zip')) return zipContainer(path);
  return fileContainer(path);
}

/** A file as it is, archive or not. */
export function fileContainer(path: string): Container {
  const called = (): string => path;
  return { path, names: [basename(path)], called, copy: copyFiles(path, called) };
}

async function folderContainer(path: string): Promise<Container> {
  const called = (name: string): string => join(path, name);
  return { path, names: (await listFiles(path)).filter(isSafe), called, copy: copyFiles(path, called) };
}

const copyFiles =
  (path: string, called: Container['called']): Container['copy'] =>
  async (picks, target) => {
    const meter = meterOf(path);
    for (const [name, to] of picks) {
      const from = called(name);
      const size = await sizeOf(from);
      meter.entry(from);
      meter.size(size, mostOf(from));
      meter.take(size);
      await placed({ from, target, to }, (place) => copyFile(from, place));
    }
  };

async function tarContainer(path: string): Promise<Container> {
  const names: string[] = [];
  const note = (name: string): boolean => {
    if (isSafe(name)) names.push(name);
    return false;
  };
  for await (const entry of tarEntries(path, note)) names.push(entry.path);
  const called = (name: string): string => inArchive(path, name);
  return {
    path,
    names: names.sort(byCodeUnit),
    called,
    copy: async (picks, target) => {
      for await (const { path: name, bytes } of tarEntries(path, (entry) => picks.has(entry)))
        await placed({ from: called(name), target, to: picks.get(name)! }, (place) =>
          writeFile(place, bytes),
        );
    },
  };
}

async function zipContainer(path: string): Promise<Container> {
  const names: string[] = [];
  for await (const entry of zipEntries(path)) if (isSafe(entry.path)) names.push(entry.path);
  const called = (name: string): string => inArchive(path, name);
  return {
    path,
    names: names.sort(byCodeUnit),
    called,
    copy: async (picks, target) => {
      for await (const entry of zipEntries(path)) {
        const to = picks.get(entry.path);
        if (to === undefined) continue;
        const bytes = entry.bytes(mostOf(entry.path));
        await placed({ from: called(entry.path), target, to }, (place) =>
          pipeline(bytes, createWriteStream(place)),
        );
      }
    },
  };
}

/** An archive is copied as it is, and read in pieces. */
const mostOf = (name: string): number => (isTar(name) ? LIMITS.total : LIMITS.file);

/** Writes a file below the target, whose folder is made; a name that no file can have is the archive's fault. */
async function placed(
  { from, target, to }: { from: string; target: string; to: string },
  write: (place: string) => Promise<void>,
): Promise<void> {
  const place = join(target, to);
  try {
    await mkdir(dirname(place), { recursive: true });
    await write(place);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (error instanceof UserError || !(code in NAMES_REFUSED)) throw error;
    throw new UserError(`${from} cannot be imported: ${NAMES_REFUSED[code]}.`, EXIT.usage, { cause: error });
  }
}

const NAMES_REFUSED: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read it',
  EEXIST: 'another entry has a part of its name',
  ENOTDIR: 'another entry has a part of its name',
  EISDIR: 'another entry has a part of its name',
  ENAMETOOLONG: 'its name is longer than the file system takes',
  EILSEQ: 'the file system takes no such name',
  ERR_INVALID_ARG_VALUE: 'its name holds a NUL byte',
};

/** No way out of the target folder, and no litter of macOS. */
const isSafe = (name: string): boolean =>
  !name.startsWith('/') &&
  !name.split('/').some((part) => part === '..' || part === '__MACOSX' || part.startsWith('._'));

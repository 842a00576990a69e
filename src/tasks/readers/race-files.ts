/** The files of RACE, from its folders or from its archive as downloaded. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EXIT, isAbsence, UserError } from '../../failure.js';
import { inArchive } from '../../files/limits.js';
import { lookAt, readWhole } from '../../files/regular.js';
import { tarEntries } from '../../files/tar.js';
import { textOf } from '../../files/text.js';
import type { FoundFiles } from '../task.js';

export interface RaceFile {
  /** Relative to the task's folder, e.g. RACE/dev/high/12.txt. */
  readonly path: string;
  readonly text: string;
}

const RACE_FOLDER = 'RACE';
export const RACE_ARCHIVE = 'RACE.tar.gz';

/** The archive as it is, or the files of train and dev. */
export function pickRaceFiles({ names, path }: FoundFiles): ReadonlyMap<string, string> {
  const [archive, ...others] = names.filter((name) => basename(name) === RACE_ARCHIVE);
  if (archive !== undefined && others.length === 0) return new Map([[archive, RACE_ARCHIVE]]);
  const picks = new Map<string, string>();
  for (const name of names) {
    const [part] = /(?:train|dev)\/(?:middle|high)\/[^/]+\.txt$/.exec(name) ?? [];
    if (part !== undefined) picks.set(name, `${RACE_FOLDER}/${part}`);
  }
  if (picks.size > 0) return picks;
  throw new UserError(
    `${path} holds neither ${RACE_ARCHIVE} nor files such as RACE/train/high/1.txt.`,
    EXIT.usage,
  );
}

/**
 * All files of the given parts ("dev/high"), sorted by path; null where there are none. The folder RACE is
 * taken before the archive RACE.tar.gz.
 */
export async function readRaceFiles(folder: string, parts: readonly string[]): Promise<RaceFile[] | null> {
  const archive = join(folder, RACE_ARCHIVE);
  const files = (await isThere(join(folder, RACE_FOLDER)))
    ? await fromFolders(folder, parts)
    : (await isThere(archive))
      ? await fromArchive(archive, parts)
      : [];
  if (files.length === 0) return null;
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function fromFolders(folder: string, parts: readonly string[]): Promise<RaceFile[]> {
  const files: RaceFile[] = [];
  for (const part of parts) {
    for (const name of await namesIn(join(folder, RACE_FOLDER, part))) {
      const path = `${RACE_FOLDER}/${part}/${name}`;
      files.push({ path, text: textOf(await readWhole(join(folder, path)), join(folder, path)) });
    }
  }
  return files;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.txt'));
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

async function fromArchive(archive: string, parts: readonly string[]): Promise<RaceFile[]> {
  const prefixes = parts.map((part) => `${RACE_FOLDER}/${part}/`);
  const files: RaceFile[] = [];
  const isWanted = (path: string): boolean =>
    path.endsWith('.txt') && prefixes.some((prefix) => path.startsWith(prefix));
  for await (const { path, bytes } of tarEntries(archive, isWanted))
    files.push({ path, text: textOf(bytes, inArchive(archive, path)) });
  return files;
}

const isThere = async (path: string): Promise<boolean> => (await lookAt(path)) !== null;

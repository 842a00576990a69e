/** The files of RACE, from its folders or from its archive as downloaded. */
import { readdir, readFile, access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { list } from 'tar';
import type { ReadEntry } from 'tar';
import { isAbsence, UserError } from '../../failure.js';
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
  throw new UserError(`${path} holds neither ${RACE_ARCHIVE} nor files such as RACE/train/high/1.txt.`);
}

/**
 * All files of the given parts ("dev/high"), sorted by path; null where there are none. The folder RACE is
 * taken before the archive RACE.tar.gz.
 */
export async function readRaceFiles(folder: string, parts: readonly string[]): Promise<RaceFile[] | null> {
  const archive = join(folder, RACE_ARCHIVE);
  const files = (await exists(join(folder, RACE_FOLDER)))
    ? await fromFolders(folder, parts)
    : (await exists(archive))
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
      files.push({ path, text: decode(await readFile(join(folder, path))) });
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
  const onReadEntry = (entry: ReadEntry) =>
    collect(entry, (text) => files.push({ path: clean(entry.path), text }));
  const filter = (path: string) =>
    path.endsWith('.txt') && prefixes.some((prefix) => clean(path).startsWith(prefix));
  try {
    await list({ file: archive, strict: true, filter, onReadEntry });
  } catch (error) {
    throw new UserError(
      `${archive} cannot be read as a tar.gz archive: ${(error as Error).message}. Fetch or copy it again.`,
      undefined,
      { cause: error },
    );
  }
  return files;
}

function collect(entry: ReadEntry, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  entry.on('data', (chunk) => chunks.push(chunk));
  entry.on('end', () => done(decode(Buffer.concat(chunks))));
}

const clean = (path: string): string => path.replace(/^\.\//, '');

const decode = (bytes: Buffer): string => new TextDecoder().decode(bytes);

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

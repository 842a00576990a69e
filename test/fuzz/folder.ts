/** A case's folder: made, looked at before and after. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Entry, FuzzCase } from './case.js';

/** Folders that must be as they were: the program is told that these are its temporary folder and its home. */
export const UNTOUCHED = { TMPDIR: 'tmp', HOME: 'home' } as const;

/** `base`: the project that the case begins with. */
export async function makeFolder(folder: string, base: string, { entries, spoil }: FuzzCase): Promise<void> {
  for (const name of ['input', ...Object.values(UNTOUCHED)])
    mkdirSync(join(folder, name), { recursive: true });
  cpSync(base, join(folder, 'root'), { recursive: true });
  for (const entry of entries) put(folder, entry);
  await spoil?.(folder);
}

/** In the place of what an earlier entry put there. */
function put(folder: string, entry: Entry): void {
  const path = join(folder, entry.path);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  if ('bytes' in entry) writeFileSync(path, entry.bytes);
  else if ('link' in entry) symlinkSync(entry.link, path);
  else if ('folder' in entry) mkdirSync(path, { recursive: true });
  else spawnSync('mkfifo', [path]);
}

/** Path → what lies there, in a word. */
export type Snapshot = ReadonlyMap<string, string>;

export function snapshotOf(folder: string): Snapshot {
  const found = new Map<string, string>();
  const look = (below: string): void => {
    for (const name of readdirSync(join(folder, below)).sort()) {
      const path = join(below, name);
      const stats = lstatSync(join(folder, path));
      if (stats.isDirectory()) look(path);
      found.set(path, describe(join(folder, path), stats));
    }
  };
  look('');
  return found;
}

function describe(path: string, stats: ReturnType<typeof lstatSync>): string {
  if (stats?.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  if (!stats?.isFile()) return 'no file';
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Paths that came, went or are another thing now. */
export function changesOf(before: Snapshot, after: Snapshot): readonly string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths.filter((path) => before.get(path) !== after.get(path));
}

/** What the files and commands of a case are known by; what is done to the project's own files is not in it. */
export function digestOf({ entries, commands }: FuzzCase): string {
  const hash = createHash('sha256');
  for (const entry of entries) {
    hash.update(JSON.stringify({ ...entry, bytes: undefined }));
    if ('bytes' in entry) hash.update(entry.bytes);
  }
  return hash.update(JSON.stringify(commands)).digest('hex');
}

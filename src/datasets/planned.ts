/** Data as a run was planned with it, so that a file which changes under the run is found, and found cheaply. */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { listFiles } from '../files/folder.js';
import { IMPORT_RECORD } from './folders.js';
import { hashData, hashFile } from './hash.js';
import type { ContentHash, NamedHash } from './hash.js';

export interface PlannedFile extends NamedHash {
  /** Milliseconds of its last change when it was hashed. */
  readonly modified: number;
}

/** The content hash of a file or folder, and of each file what tells whether it changed since. */
export async function planData(
  path: string,
): Promise<ContentHash & { readonly files: readonly PlannedFile[] }> {
  const before = await modifiedTimes(path); // before it is read: what changes in between counts as changed
  const { files, ...whole } = await hashData(path);
  return { ...whole, files: files.map((file) => ({ ...file, modified: before.get(file.name) ?? NaN })) };
}

/**
 * The first file of `path` that is not as planned, and what became of it, as "…/dev.tsv changed"; null: all are. Only
 * a file of another size or time is hashed again.
 */
export async function changeSince(path: string, planned: readonly PlannedFile[]): Promise<string | null> {
  const isFolder = (await stat(path)).isDirectory();
  const pathOf = (name: string): string => (isFolder ? join(path, name) : path);
  const now = new Set((await modifiedTimes(path)).keys());
  for (const file of planned) {
    if (!now.delete(file.name)) return `${pathOf(file.name)} is gone`;
    if (await hasChanged(pathOf(file.name), file)) return `${pathOf(file.name)} changed`;
  }
  const [added] = now;
  return added === undefined ? null : `${pathOf(added)} was added`;
}

async function hasChanged(path: string, { bytes, modified, sha256 }: PlannedFile): Promise<boolean> {
  const now = await stat(path);
  if (now.size === bytes && now.mtimeMs === modified) return false;
  return (await hashFile(path)).sha256 !== sha256;
}

async function modifiedTimes(path: string): Promise<ReadonlyMap<string, number>> {
  const whole = await stat(path);
  if (!whole.isDirectory()) return new Map([[basename(path), whole.mtimeMs]]);
  const names = (await listFiles(path)).filter((name) => name !== IMPORT_RECORD);
  const times = names.map(async (name) => [name, (await stat(join(path, name))).mtimeMs] as const);
  return new Map(await Promise.all(times));
}

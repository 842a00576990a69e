/** What a set is known by: the hash of each of its files, or of each folder of an archive. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isParquet } from '../files/parquet-name.js';
import { tarEntries } from '../files/tar.js';
import { isTaskName, TASKS } from '../tasks/index.js';
import type { TaskFiles } from '../tasks/task.js';
import { hashData, hashOfHashes } from './hash.js';
import type { ContentHash, NamedHash } from './hash.js';

export type Fingerprints = Readonly<Record<string, ContentHash>>;

/**
 * Hash of each file. A set that may come as an archive is known by its folders instead (RACE/train, RACE/dev), so that
 * folders, archive and repacked archive are the same: each is the hash that `hashOfHashes` makes of the files by path.
 * Parquet tables are known file by file.
 */
export async function fingerprints(name: string, folder: string): Promise<Fingerprints> {
  return fingerprintsOf(name, folder, (await hashData(folder)).files);
}

/** The same of files that were hashed before. */
export async function fingerprintsOf(
  name: string,
  folder: string,
  files: readonly NamedHash[],
): Promise<Fingerprints> {
  const archive = archiveOf(name);
  if (archive !== undefined && !files.some(({ name: file }) => isParquet(file)))
    return folderPrints(folder, files, archive);
  return Object.fromEntries(files.map(({ name: file, sha256, bytes }) => [file, { sha256, bytes }]));
}

export const archiveOf = (name: string): TaskFiles['archive'] =>
  isTaskName(name) ? TASKS[name].files.archive : undefined;

async function folderPrints(
  folder: string,
  files: readonly NamedHash[],
  archive: NonNullable<TaskFiles['archive']>,
): Promise<Fingerprints> {
  const isPacked = files.some(({ name }) => name === archive.name);
  const all = isPacked ? await hashesInArchive(join(folder, archive.name)) : files;
  const sorted = all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const parts = archive.folders.map((part) => {
    const inside = sorted.filter(({ name }) => name.startsWith(`${part}/`));
    return [part, hashOfHashes(inside)] as const;
  });
  return Object.fromEntries(parts.filter(([, { bytes }]) => bytes > 0));
}

async function hashesInArchive(archive: string): Promise<NamedHash[]> {
  const files: NamedHash[] = [];
  for await (const { path, bytes } of tarEntries(archive, (name) => name.endsWith('.txt')))
    files.push({ name: path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length });
  return files;
}

/** The files under a folder, in one order on every machine. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Relative paths ("/" between parts) of all files below a folder, sorted by code unit; links are followed. */
export async function listFiles(folder: string): Promise<string[]> {
  const found = await filesBelow(folder, '');
  return found.sort(byCodeUnit);
}

export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function filesBelow(folder: string, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const isFolder = entry.isSymbolicLink() ? (await stat(path)).isDirectory() : entry.isDirectory();
    if (isFolder) found.push(...(await filesBelow(path, `${prefix}${entry.name}/`)));
    else found.push(prefix + entry.name);
  }
  return found;
}

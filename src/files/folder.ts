/** The files under a folder, in one order on every machine. */
import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, UserError } from '../failure.js';
import type { Meter } from './limits.js';
import { checkKind, lookAt, meterOf, unreadable } from './regular.js';

/**
 * Relative paths ("/" between parts) of all files below a folder, sorted by code unit; links are followed. Throws
 * UserError for a link that leads nowhere or back to a folder that it lies in, and for what is no regular file.
 */
export async function listFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  await addFiles({ path: folder, prefix: '', above: [] }, found, meterOf(folder));
  return found.sort(byCodeUnit);
}

export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Folder {
  readonly path: string;
  /** Of the names in it. */
  readonly prefix: string;
  /** Where the folders on the way to it really are. */
  readonly above: readonly string[];
}

async function addFiles({ path, prefix, above }: Folder, found: string[], meter: Meter): Promise<void> {
  const real = await reading(path, realpath(path));
  if (above.includes(real))
    throw new UserError(`${path} leads back to ${real}, which it lies in. Remove the link.`, EXIT.usage);
  for (const entry of await reading(path, readdir(path, { withFileTypes: true }))) {
    const inside = join(path, entry.name);
    meter.entry(inside);
    const kind = entry.isSymbolicLink() ? await lookAt(inside) : entry;
    if (kind === null) continue; // gone meanwhile
    checkKind(inside, kind);
    const name = prefix + entry.name;
    if (!kind.isDirectory()) found.push(name);
    else await addFiles({ path: inside, prefix: `${name}/`, above: [...above, real] }, found, meter);
  }
}

async function reading<T>(path: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw unreadable(path, error);
  });
}

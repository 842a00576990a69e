/** Regular files alone are read: a pipe would wait and a device never end. */
import { lstat, readFile, stat } from 'node:fs/promises';
import type { Dirent, Stats } from 'node:fs';
import { EXIT, isAbsence, UserError } from '../failure.js';
import { systemFailure } from '../system-failure.js';
import { LIMITS, Meter } from './limits.js';

/** What is at a path, links followed; null: nothing. Throws UserError where a link or a right is in the way. */
export async function lookAt(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (!isAbsence(error)) throw unreadable(path, error);
    const link = await lstat(path).catch(() => null);
    if (link === null) return null;
    throw new UserError(`${path} is a link to what is not there. Mend or remove it.`, EXIT.usage);
  }
}

/** Throws UserError for what is neither a regular file nor a folder. */
export function checkKind(path: string, found: Stats | Dirent): void {
  if (found.isFile() || found.isDirectory()) return;
  const kind = found.isFIFO() ? 'a named pipe' : found.isSocket() ? 'a socket' : 'a device';
  throw new UserError(`${path} is ${kind}; data are regular files, in folders or archives.`, EXIT.usage);
}

/** Bytes of a regular file. Throws UserError where it is none. */
export async function sizeOf(path: string): Promise<number> {
  const found = await lookAt(path);
  if (found === null) throw new UserError(`There is nothing at ${path}.`, EXIT.usage);
  checkKind(path, found);
  if (found.isFile()) return found.size;
  throw new UserError(`${path} is a folder, where a file belongs.`, EXIT.usage);
}

/** The bytes of a regular file. Throws UserError where it cannot be read, or is larger than LIMITS allow. */
export async function readWhole(path: string, meter = meterOf(path)): Promise<Buffer> {
  const size = await sizeOf(path);
  meter.entry(path);
  meter.size(size);
  meter.take(size);
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** For files that are not packed. `path`: the file, or the folder that they are in. */
export const meterOf = (path: string): Meter => new Meter({ path, packed: null, limits: LIMITS });

/** What the file system says of a file that it does not give, as a sentence. */
export const unreadable = (path: string, cause: unknown): unknown =>
  systemFailure(cause, { path, tried: 'read', isBrought: true });

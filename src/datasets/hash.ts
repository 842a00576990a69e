/** Content hashes of data. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { listFiles } from '../files/folder.js';
import { IMPORT_RECORD } from './folders.js';

export interface ContentHash {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Hash of a file, or of a folder: sha256 over the lines "<sha256 of the file>  <relative path>\n" in order of
 * path, which is what `sha256sum` prints. The record of an import is left out.
 */
export async function hashData(
  path: string,
): Promise<ContentHash & { readonly files: readonly NamedHash[] }> {
  if (!(await stat(path)).isDirectory()) {
    const hash = await hashFile(path);
    return { ...hash, files: [{ name: basename(path), ...hash }] };
  }
  const names = (await listFiles(path)).filter((name) => name !== IMPORT_RECORD);
  const files: NamedHash[] = [];
  for (const name of names) files.push({ name, ...(await hashFile(join(path, name))) });
  return { ...hashOfHashes(files), files };
}

export interface NamedHash extends ContentHash {
  readonly name: string;
}

/** One hash for several files; their order counts. */
export function hashOfHashes(files: readonly NamedHash[]): ContentHash {
  const hash = createHash('sha256');
  for (const { name, sha256 } of files) hash.update(`${sha256}  ${name}\n`);
  return { sha256: hash.digest('hex'), bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Plain sha256 of one file. */
export async function hashFile(path: string): Promise<ContentHash> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

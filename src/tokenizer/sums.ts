/** Files with their sha256 in a list beside them, as `sha256sum` writes and checks it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { UserError } from '../failure.js';

const LIST = 'SHA256SUMS';

const sumOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Writes the list of these files of a folder. */
export async function seal(folder: string, names: readonly string[]): Promise<void> {
  const lines = await Promise.all(
    names.map(async (name) => `${sumOf(await readFile(join(folder, name)))}  ${name}\n`),
  );
  await writeFileAtomic(join(folder, LIST), lines.join(''));
}

/** A file of the folder. Throws UserError where it is absent or not what the list says; folders without one pass. */
export async function readSealed(folder: string, name: string): Promise<Buffer> {
  const path = join(folder, name);
  const bytes = await readFile(path).catch(() => null);
  const list = await readFile(join(folder, LIST), 'utf8').catch(() => '');
  const line = list.split('\n').find((one) => one.endsWith(`  ${name}`));
  if (bytes !== null && (line === undefined || line.startsWith(sumOf(bytes)))) return bytes;
  const fault = bytes === null ? 'cannot be read' : `does not match its sha256 in ${LIST}`;
  throw new UserError(
    `${path} ${fault}. Delete that folder and run the experiment again to make its files anew.`,
  );
}

/** Files with their sha256 in a list beside them, as `sha256sum` writes and checks it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { UserError } from '../failure.js';

const LIST = 'SHA256SUMS';
const IS_LINE = /^([0-9a-f]{64}) {2}(.+)$/;

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
  const bytes = await readFile(join(folder, name)).catch(() => null);
  const sums = await sumsIn(folder);
  const fault = faultOf(bytes, sums.get(name));
  if (bytes !== null && fault === null) return bytes;
  const how = sums.has(name) ? 'Run again' : 'Delete that folder and run again';
  throw new UserError(`${join(folder, name)} ${fault}. ${how}: its stage is then done anew.`);
}

/** A sentence about the first file of the list that is absent or damaged; null: there is none. */
export async function damagedFile(folder: string): Promise<string | null> {
  for (const [name, sum] of await sumsIn(folder)) {
    const fault = faultOf(await readFile(join(folder, name)).catch(() => null), sum);
    if (fault !== null) return `${join(folder, name)} ${fault}.`;
  }
  return null;
}

function faultOf(bytes: Buffer | null, sum: string | undefined): string | null {
  if (bytes === null) return 'cannot be read';
  return sum === undefined || sumOf(bytes) === sum ? null : `does not match its sha256 in ${LIST}`;
}

async function sumsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const list = await readFile(join(folder, LIST), 'utf8').catch(() => '');
  return new Map(
    list.split('\n').flatMap((line) => {
      const [, sum, name] = IS_LINE.exec(line) ?? [];
      return name === undefined || sum === undefined ? [] : [[name, sum] as const];
    }),
  );
}

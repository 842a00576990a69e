/** Sets that are known to be others than the one that is asked for: refused, unless they are wanted as such. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError } from '../failure.js';
import type { NamedHash } from './hash.js';
import type { Manifest } from './manifest.js';
import { otherOf, otherText, standingOf } from './standing.js';
import type { Found } from './standing.js';

/** Throws UserError where this is known to be another set, unless that is asked for and has labels. */
export function refuseOther(
  manifest: Manifest,
  found: Found,
  { path, acceptOther = false }: { readonly path: string; readonly acceptOther?: boolean | undefined },
): void {
  if (isPinned(manifest, found)) return;
  const other = otherOf(manifest, found);
  if (other === null || (other.labelled && acceptOther)) return;
  const advice = other.labelled
    ? 'To use it all the same, marked so in every report: add --accept-other.'
    : 'Its examples have no labels, so that nothing can be trained or scored on them.';
  throw new UserError(
    `${path} is not what was asked for, “${manifest.title}”. ${otherText(other)} Nothing was imported. ${advice}`,
    EXIT.usage,
  );
}

const isPinned = (manifest: Manifest, found: Found): boolean =>
  standingOf(manifest, found).status === 'complete';

/** Of a header as long as this, more would tell nothing. */
const HEADER_BYTES = 4096;

/** Of each file, where the manifest knows another set by one. */
export async function readFirstLines(
  { others }: Manifest,
  folder: string,
  files: readonly NamedHash[],
): Promise<Readonly<Record<string, string>>> {
  if (others.every(({ firstLine }) => firstLine === null)) return {};
  const lines: Record<string, string> = {};
  for (const { name } of files) lines[name] = await readFirstLine(join(folder, name));
  return lines;
}

async function readFirstLine(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: HEADER_BYTES - 1 })) chunks.push(chunk as Buffer);
  return new TextDecoder().decode(Buffer.concat(chunks)).split(/\r?\n/)[0] ?? '';
}

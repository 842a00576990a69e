/** The token ids of a corpus, as files of little-endian 16-bit integers. */
import { endianness } from 'node:os';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { UserError } from '../failure.js';
import { readSealed } from './sums.js';

const PARTS = ['train', 'heldout'] as const;

export interface CorpusTokens {
  readonly train: Uint16Array;
  readonly heldout: Uint16Array;
}

/** Writes train.bin and heldout.bin into `folder`. */
export async function saveTokens(folder: string, tokens: CorpusTokens): Promise<void> {
  for (const part of PARTS) {
    const { buffer, byteOffset, byteLength } = tokens[part];
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    await writeFileAtomic(join(folder, `${part}.bin`), swapped(bytes));
  }
}

/** Reads what saveTokens wrote: documents contiguous and in order. Throws UserError where it is absent or damaged. */
export async function openTokens(folder: string): Promise<CorpusTokens> {
  const read = (part: (typeof PARTS)[number]) => readIds(folder, `${part}.bin`);
  const [train, heldout] = await Promise.all([read('train'), read('heldout')]);
  return { train, heldout };
}

async function readIds(folder: string, name: string): Promise<Uint16Array> {
  const bytes = await readSealed(folder, name);
  if (bytes.length % 2 === 0) return new Uint16Array(new Uint8Array(swapped(bytes)).buffer);
  throw new UserError(
    `${join(folder, name)} cannot be read as tokens. Delete that folder and run the experiment again to make them anew.`,
  );
}

const swapped = (bytes: Buffer): Buffer => (endianness() === 'LE' ? bytes : Buffer.from(bytes).swap16());

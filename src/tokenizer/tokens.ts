/** The token ids of a corpus, as files of little-endian 16-bit integers. */
import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

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

/** Reads what saveTokens wrote: documents contiguous and in order. */
export async function openTokens(folder: string): Promise<CorpusTokens> {
  const [train, heldout] = await Promise.all(
    PARTS.map(async (part) => {
      const bytes = swapped(await readFile(join(folder, `${part}.bin`)));
      return new Uint16Array(new Uint8Array(bytes).buffer);
    }),
  );
  return { train, heldout };
}

const swapped = (bytes: Buffer): Buffer => (endianness() === 'LE' ? bytes : Buffer.from(bytes).swap16());

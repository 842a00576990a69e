/** The tokenizer of a tokenize stage's artifacts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { UserError } from '../failure.js';
import { bpeTokenizer } from './bpe.js';
import type { Tokenizer } from './tokenizer.js';
import type { Vocabulary } from './vocabulary.js';

const fileIn = (folder: string): string => join(folder, 'tokenizer.json');

/** Writes tokenizer.json into `folder`. */
export async function saveTokenizer(folder: string, { base, merges }: Vocabulary): Promise<void> {
  await writeFileAtomic(fileIn(folder), `${JSON.stringify({ base, merges })}\n`);
}

/** Opens what saveTokenizer wrote. Throws UserError where it is absent or damaged. */
export async function openTokenizer(folder: string): Promise<Tokenizer> {
  try {
    return bpeTokenizer(JSON.parse(await readFile(fileIn(folder), 'utf8')) as Vocabulary);
  } catch (cause) {
    throw new UserError(
      `${fileIn(folder)} cannot be read as a tokenizer. Delete that folder and run the experiment again to make it anew.`,
      undefined,
      { cause },
    );
  }
}

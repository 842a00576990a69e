/** The tokenizer of a tokenize stage's artifacts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { bpeTokenizer } from './bpe.js';
import type { Tokenizer } from './tokenizer.js';
import type { Vocabulary } from './vocabulary.js';

const fileIn = (folder: string): string => join(folder, 'tokenizer.json');

/** Writes tokenizer.json into `folder`. */
export async function saveTokenizer(folder: string, { base, merges }: Vocabulary): Promise<void> {
  await writeFileAtomic(fileIn(folder), `${JSON.stringify({ base, merges })}\n`);
}

/** Opens what saveTokenizer wrote. */
export async function openTokenizer(folder: string): Promise<Tokenizer> {
  return bpeTokenizer(JSON.parse(await readFile(fileIn(folder), 'utf8')));
}

/** The tokenizer of a tokenize stage's artifacts. */
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { UserError } from '../failure.js';
import { bpeTokenizer } from './bpe.js';
import { releasedTokenizer } from './released/index.js';
import type { ReleasedFile } from './released/index.js';
import { readSealed } from './sums.js';
import type { Tokenizer } from './tokenizer.js';
import { entriesOf } from './vocabulary.js';
import type { Vocabulary } from './vocabulary.js';

const NAME = 'tokenizer.json';
const fileIn = (folder: string): string => join(folder, NAME);

/** Writes tokenizer.json into `folder`. */
export async function saveTokenizer(folder: string, { base, merges }: Vocabulary): Promise<void> {
  await write(folder, { base, merges });
}

/** The same of a tokenizer that somebody else trained. */
export async function saveReleased(folder: string, { scheme, entries, merges }: ReleasedFile): Promise<void> {
  await write(folder, { scheme, entries, merges });
}

const write = (folder: string, file: Vocabulary | ReleasedFile): Promise<void> =>
  writeFileAtomic(fileIn(folder), `${JSON.stringify(file)}\n`);

/** Opens what was saved. Throws UserError where it is absent or damaged. */
export const openTokenizer = (folder: string): Promise<Tokenizer> =>
  parsed(folder, (file) => ('scheme' in file ? releasedTokenizer(file) : bpeTokenizer(file)));

/** What was saved, as the file of a released tokenizer, whoever trained it. Throws UserError likewise. */
export const readTokenizer = (folder: string): Promise<ReleasedFile> =>
  parsed(folder, (file) =>
    'scheme' in file ? file : { scheme: 'reprise', entries: entriesOf(file), merges: file.merges },
  );

async function parsed<T>(folder: string, by: (file: Vocabulary | ReleasedFile) => T): Promise<T> {
  const text = (await readSealed(folder, NAME)).toString();
  try {
    return by(JSON.parse(text) as Vocabulary | ReleasedFile);
  } catch (cause) {
    throw new UserError(
      `${fileIn(folder)} cannot be read as a tokenizer. Delete that folder and run the experiment again to make it anew.`,
      undefined,
      { cause },
    );
  }
}

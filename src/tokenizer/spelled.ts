/** From token ids back to words, one at a time: a corpus is too long to be decoded at once. */
import type { Tokenizer } from './tokenizer.js';
import { END } from './vocabulary.js';

/** The words that `ids` spell, in order: what decode would part with spaces; the unknown is the word "<unk>". */
export function* spelledWords(ids: Iterable<number>, tokenizer: Tokenizer): Generator<string> {
  const entries = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.entry(id));
  const pieces = entries.map((entry) => entry.replace(END, ''));
  const ends = entries.map((entry, id) => id === 0 || entry.endsWith(END));
  let word = '';
  for (const id of ids) {
    word += pieces[id] ?? '';
    if (!ends[id]) continue;
    yield word;
    word = '';
  }
}

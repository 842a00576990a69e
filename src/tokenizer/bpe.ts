/** A tokenizer over a byte-pair vocabulary. */
import { END, entriesOf, pairKey, REPLACEMENT, spell } from './vocabulary.js';
import type { Vocabulary } from './vocabulary.js';
import type { Tokenizer } from './tokenizer.js';
import { detached, wordsOf } from './words.js';

/** Words whose entries are remembered; more than a language's frequent ones. */
const REMEMBERED_WORDS = 200_000;

/**
 * decode(encode(text)) is the words of the text joined by spaces, with U+FFFD as a word in place of a character that is
 * not in the alphabet; encode(decode(ids)) gives the ids of any encoded text again.
 */
export function bpeTokenizer(vocabulary: Vocabulary): Tokenizer {
  const entries = entriesOf(vocabulary);
  const vocabularySize = entries.length;
  const encodeWord = wordEncoder(vocabulary);
  const shown = entries.map((entry, id) => (id === 0 ? `${REPLACEMENT} ` : entry.replace(END, ' ')));
  const entry = (id: number): string => {
    const text = entries[id];
    if (text === undefined)
      throw new RangeError(`There is no entry ${id}; ids run from 0 to ${vocabularySize - 1}.`);
    return text;
  };
  return {
    vocabularySize,
    encode: (text) => wordsOf(text).flatMap(encodeWord),
    decode: (ids) =>
      ids
        .map((id) => shown[id] ?? ` ${entry(id)} `)
        .join('')
        .replace(/ +/g, ' ')
        .trim(),
    entry,
  };
}

/** Applies the merges inside one word, the earliest learned first, and remembers the outcome. */
function wordEncoder({ base, merges }: Vocabulary): (word: string) => readonly number[] {
  const ids = new Map(base.map((text, id) => [text, id]));
  const merged = new Map(merges.map(([left, right], k) => [pairKey(left, right), base.length + k]));
  const remembered = new Map<string, readonly number[]>();
  return (word) => {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const encoded = spell(word, ids).flatMap((piece) => mergeAll(piece, merged));
    if (remembered.size >= REMEMBERED_WORDS) remembered.clear();
    remembered.set(detached(word), encoded);
    return encoded;
  };
}

function mergeAll(ids: number[], merged: ReadonlyMap<number, number>): readonly number[] {
  while (ids.length > 1) {
    let best = Infinity;
    for (let i = 0; i + 1 < ids.length; i++) {
      best = Math.min(best, merged.get(pairKey(ids[i]!, ids[i + 1]!)) ?? Infinity);
    }
    if (best === Infinity) break;
    ids = mergeOne(ids, best, merged);
  }
  return ids;
}

/** Every occurrence, from the left, of the pair that makes `entry`. */
function mergeOne(ids: readonly number[], entry: number, merged: ReadonlyMap<number, number>): number[] {
  const result: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    const isPair = i + 1 < ids.length && merged.get(pairKey(ids[i]!, ids[i + 1]!)) === entry;
    result.push(isPair ? entry : ids[i]!);
    if (isPair) i++;
  }
  return result;
}

/** A byte-pair vocabulary: what training learns, what encoding needs, and its file. */
import { continues } from './words.js';

/** Marks an entry that ends its word (Sennrich et al. 2016). */
export const END = '</w>';
/** Stands for a character outside the alphabet. Entry 0. */
export const UNKNOWN = '<unk>';

export interface Vocabulary {
  /** Entries that are no merge: the unknown, then characters, inside a word and at its end. */
  readonly base: readonly string[];
  /** Pairs of entry ids, in the order learned; merge k makes entry base.length + k. */
  readonly merges: readonly (readonly [number, number])[];
}

/** Printable ASCII: always known, whatever the corpus holds. Letters in lower case, as words are. */
const ASCII = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i).toLowerCase());

/** A character of the corpus is known if it is at least this share of all characters. */
const SMALLEST_SHARE = 1e-6;

/** The entries to start from; `counts`: how often each character occurs. */
export function baseOf(counts: ReadonlyMap<string, number>): readonly string[] {
  let total = 0;
  for (const count of counts.values()) total += count;
  const frequent = [...counts].filter(([, count]) => count >= total * SMALLEST_SHARE).map(([char]) => char);
  const alphabet = [...new Set([...ASCII, ...frequent])].sort();
  const inside = alphabet.filter(continues);
  return [UNKNOWN, ...inside, ...alphabet.map((character) => character + END)];
}

/** The text of every entry, by id. */
export function entriesOf({ base, merges }: Vocabulary): readonly string[] {
  const entries = [...base];
  for (const [left, right] of merges) entries.push(entries[left] + entries[right]);
  return entries;
}

/** The base entries that spell a word; characters that are not in the alphabet are entry 0. */
export function spell(word: string, ids: ReadonlyMap<string, number>): number[] {
  const characters = [...word];
  const last = characters.length - 1;
  return characters.map((character, i) => ids.get(i === last ? character + END : character) ?? 0);
}

/** One number for a pair of entry ids, each under 2¹⁶. */
export const pairKey = (left: number, right: number): number => left * 65_536 + right;

/** A byte-pair vocabulary: what training learns, what encoding needs, and its file. */
import { continues } from './words.js';

/** Marks an entry that ends its word (Sennrich et al. 2016). */
export const END = '</w>';
/** Stands for a character outside the alphabet, always as a word of its own. Entry 0. */
export const UNKNOWN = '<unk>';
/** What the unknown is decoded to; never in the alphabet itself, so that it is encoded as unknown again. */
export const REPLACEMENT = '\uFFFD';

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
  const known = new Set([...ASCII, ...frequent]);
  known.delete(REPLACEMENT);
  const alphabet = [...known].sort();
  const inside = alphabet.filter(continues);
  return [UNKNOWN, ...inside, ...alphabet.map((character) => character + END)];
}

/** The text of every entry, by id. */
export function entriesOf({ base, merges }: Vocabulary): readonly string[] {
  const entries = [...base];
  for (const [left, right] of merges) entries.push(entries[left]! + entries[right]!);
  return entries;
}

/**
 * The base entries that spell a word, in pieces that merges work inside: a character outside the alphabet is a piece of
 * its own, the unknown, and parts the word as a space would. `ids`: base entry → id.
 */
export function spell(word: string, ids: ReadonlyMap<string, number>): readonly number[][] {
  const pieces: number[][] = [];
  let piece: string[] = [];
  const close = (): void => {
    if (piece.length > 0) pieces.push(spellKnown(piece, ids));
    piece = [];
  };
  for (const character of word) {
    if (ids.has(character + END)) piece.push(character);
    else {
      close();
      pieces.push([0]);
    }
  }
  close();
  return pieces;
}

function spellKnown(characters: readonly string[], ids: ReadonlyMap<string, number>): number[] {
  const last = characters.length - 1;
  return characters.map((character, i) => {
    const id = ids.get(i === last ? character + END : character);
    if (id === undefined)
      throw new Error(`"${character}" cannot stand inside the word "${characters.join('')}".`);
    return id;
  });
}

/** One number for a pair of entry ids, each under 2¹⁶. */
export const pairKey = (left: number, right: number): number => left * 65_536 + right;

/** The tokenizers of released models: how each splits and spells, over a vocabulary that is read from its files. */
import { END, UNKNOWN } from '../vocabulary.js';
import type { Tokenizer } from '../tokenizer.js';
import { basicWords } from './basic-words.js';
import { byteSymbols, byteWords, textOfSymbols } from './byte-words.js';
import { codeWords } from './code-words.js';
import { wordEncoder } from './merges.js';
import type { ReleasedVocabulary } from './merges.js';

interface Scheme {
  /** For the report's setup. */
  readonly title: string;
  wordsOf(text: string): readonly string[];
  /** The entries that a word is spelled with, before merges. */
  symbolsOf(word: string): readonly string[];
  /** Stands for a symbol that is no entry; null: every text can be spelled. */
  readonly unknown: string | null;
  /** The text of entries one after the other. */
  textOf(entries: readonly string[]): string;
}

/** The last character of a word carries its end. */
const GPT1: Omit<Scheme, 'wordsOf' | 'title'> = {
  symbolsOf: (word) => {
    const characters = [...word];
    return characters.map((character, i) => (i === characters.length - 1 ? character + END : character));
  },
  unknown: UNKNOWN,
  textOf: (entries) => entries.join('').replaceAll(END, ' ').trim(),
};

export const SCHEMES = {
  'gpt1-basic': { title: "GPT-1's, words as in BERT's basic tokenizer", wordsOf: basicWords, ...GPT1 },
  'gpt1-code': { title: "GPT-1's, words as in its own code", wordsOf: codeWords, ...GPT1 },
  gpt2: {
    title: "GPT-2's, of bytes",
    wordsOf: byteWords,
    symbolsOf: byteSymbols,
    unknown: null,
    textOf: (entries) => textOfSymbols(entries.join('')),
  },
} satisfies Readonly<Record<string, Scheme>>;

export type SchemeName = keyof typeof SCHEMES;

export const SCHEME_NAMES = Object.keys(SCHEMES) as readonly SchemeName[];

/** A vocabulary with how text is split for it: what the file of such a tokenizer holds. */
export interface ReleasedFile extends ReleasedVocabulary {
  readonly scheme: SchemeName;
}

/** Throws an Error where the vocabulary cannot spell what the scheme asks of it; read.ts checks that first. */
export function releasedTokenizer({ scheme, ...vocabulary }: ReleasedFile): Tokenizer {
  const { entries } = vocabulary;
  const by: Scheme = SCHEMES[scheme];
  const unknown = by.unknown === null ? NaN : entries.indexOf(by.unknown);
  const encodeWord = wordEncoder(vocabulary, (word) => by.symbolsOf(word), unknown);
  const entry = (id: number): string => {
    const text = entries[id];
    if (text === undefined)
      throw new RangeError(`There is no entry ${id}; ids run from 0 to ${entries.length - 1}.`);
    return text;
  };
  return {
    vocabularySize: entries.length,
    encode: (text) => by.wordsOf(text).flatMap(encodeWord),
    decode: (ids) => by.textOf(ids.map(entry)),
    entry,
  };
}

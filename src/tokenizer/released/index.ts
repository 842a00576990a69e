/** The tokenizers of released models: how each splits and spells, over a vocabulary that is read from its files. */
import { END, REPLACEMENT, UNKNOWN } from '../vocabulary.js';
import type { Tokenizer } from '../tokenizer.js';
import { basicWords } from './basic-words.js';
import { byteSymbols, byteWords, textOfSymbols } from './byte-words.js';
import { codeWords } from './code-words.js';
import { wordEncoder } from './merges.js';
import type { ReleasedVocabulary } from './merges.js';
import { ownWords } from './own-words.js';

interface Scheme {
  /** For the report's setup. */
  readonly title: string;
  /** What its vocabulary has the signs for: letters and their ends of words, or bytes. */
  readonly spells: 'words' | 'bytes';
  /** `entries`: of the vocabulary. */
  wordsOf(text: string, entries: ReadonlySet<string>): readonly string[];
  /** The entries that a word is spelled with, before merges. */
  symbolsOf(word: string): readonly string[];
  /** Stands for a symbol that is no entry; null: every text can be spelled. */
  readonly unknown: string | null;
  /** The text of entries one after the other. */
  textOf(entries: readonly string[]): string;
}

/** The last character of a word carries its end. */
const OF_WORDS: Omit<Scheme, 'wordsOf' | 'title'> = {
  spells: 'words',
  symbolsOf: (word) => {
    const characters = [...word];
    return characters.map((character, i) => (i === characters.length - 1 ? character + END : character));
  },
  unknown: UNKNOWN,
  textOf: (entries) => entries.join('').replaceAll(END, ' ').trim(),
};

export const SCHEMES = {
  'gpt1-basic': { title: "GPT-1's, words as in BERT's basic tokenizer", wordsOf: basicWords, ...OF_WORDS },
  'gpt1-code': { title: "GPT-1's, words as in its own code", wordsOf: codeWords, ...OF_WORDS },
  gpt2: {
    title: "GPT-2's, of bytes",
    spells: 'bytes',
    wordsOf: byteWords,
    symbolsOf: byteSymbols,
    unknown: null,
    textOf: (entries) => textOfSymbols(entries.join('')),
  },
  reprise: {
    ...OF_WORDS,
    title: "Reprise's own, as its experiments train it",
    wordsOf: ownWords,
    textOf: (entries) =>
      OF_WORDS.textOf(entries.map((entry) => (entry === UNKNOWN ? REPLACEMENT + END : entry))),
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
  const known = new Set(entries);
  const encodeWord = wordEncoder(vocabulary, (word) => by.symbolsOf(word), unknown);
  const entry = (id: number): string => {
    const text = entries[id];
    if (text === undefined)
      throw new RangeError(`There is no entry ${id}; ids run from 0 to ${entries.length - 1}.`);
    return text;
  };
  return {
    vocabularySize: entries.length,
    encode: (text) => by.wordsOf(text, known).flatMap(encodeWord),
    decode: (ids) => by.textOf(ids.map(entry)),
    entry,
  };
}

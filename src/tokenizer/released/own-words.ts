/**
 * The words of Reprise's own tokenizer, of a model that was exported: a character that the vocabulary does not know is a
 * word of its own, and parts what is around it.
 */
import { END } from '../vocabulary.js';
import { wordsOf } from '../words.js';

export const ownWords = (text: string, entries: ReadonlySet<string>): readonly string[] =>
  wordsOf(text).flatMap((word) => partedAt(word, (character) => entries.has(character + END)));

function partedAt(word: string, isKnown: (character: string) => boolean): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (isKnown(character)) piece += character;
    else {
      pieces.push(piece, character);
      piece = '';
    }
  }
  return [...pieces, piece].filter((one) => one !== '');
}

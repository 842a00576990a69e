/** Splits text into the words that byte-pair encoding works inside. */

/** A contraction's tail ('s, 't, 're …), a run of letters, a run of digits, or one other visible character. */
const WORD = /['’](?:s|t|re|ve|ll|d|m)(?![\p{L}\p{M}])|[\p{L}\p{M}]+|\p{N}+|[^\s\p{L}\p{M}\p{N}]/gu;

/** Characters of a stretch, about; what a novel has. */
const STRETCH = 1_000_000;

/**
 * The words of a text in lower case (as GPT-1's) and NFC, in order; white space only separates. Splitting the words
 * joined by spaces gives the same words. NFC comes second: lower case can make a composition possible.
 */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().normalize('NFC').match(WORD) ?? [];
}

/** A text in stretches that end before white space, so that their words are the words of the text. */
export function* stretchesOf(text: string): Generator<string> {
  const space = /\s/g;
  for (let from = 0; from < text.length;) {
    space.lastIndex = from + STRETCH;
    const to = space.exec(text)?.index ?? text.length;
    yield text.slice(from, to);
    from = to;
  }
}

/** Whether a character can be followed by another in its word. */
export function continues(character: string): boolean {
  return /['’\p{L}\p{M}\p{N}]/u.test(character);
}

/** The same word, without the text around it that a part of a string keeps alive in memory. */
export function detached(word: string): string {
  return Buffer.from(word, 'utf16le').toString('utf16le');
}

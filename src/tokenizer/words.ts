/** Splits text into the words that byte-pair encoding works inside. */

/**
 * A contraction's tail ('s, 't, 're …), a run of letters, a run of digits, or one other visible character. Text is
 * brought to NFC and lower case first, as GPT-1 does; white space only separates.
 */
const WORD = /['’](?:s|t|re|ve|ll|d|m)(?![\p{L}\p{M}])|[\p{L}\p{M}]+|\p{N}+|[^\s\p{L}\p{M}\p{N}]/gu;

/** The words of a text, in order. Splitting the words joined by spaces gives the same words. */
export function wordsOf(text: string): readonly string[] {
  return text.normalize('NFC').toLowerCase().match(WORD) ?? [];
}

/** Whether a character can be followed by another in its word. */
export function continues(character: string): boolean {
  return /['’\p{L}\p{M}\p{N}]/u.test(character);
}

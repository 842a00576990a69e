/**
 * The words of GPT-2 (Radford et al. 2019): bytes of UTF-8, each as a character that can be printed, with the space
 * before a word as its first byte.
 */

const WORD =
  /'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** Bytes that are their own characters: printable ones of Latin-1. */
const OWN = /[!-~¡-¬®-ÿ]/;

/** By byte: its own character, or in order the ones behind Latin-1. */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const own = String.fromCharCode(byte);
    return OWN.test(own) ? own : String.fromCharCode(next++);
  });
})();

const BYTES: ReadonlyMap<string, number> = new Map(
  BYTE_CHARACTERS.map((character, byte) => [character, byte]),
);

/** Words as they are; each is spelled with `symbolsOf`. */
export const byteWords = (text: string): readonly string[] => text.match(WORD) ?? [];

export const byteSymbols = (word: string): readonly string[] =>
  Array.from(Buffer.from(word), (byte) => BYTE_CHARACTERS[byte]!);

/** The text that entries spell; bytes that are no UTF-8 become U+FFFD. */
export const textOfSymbols = (symbols: string): string =>
  Buffer.from(Array.from(symbols, (symbol) => BYTES.get(symbol) ?? 0)).toString();

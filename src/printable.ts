/**
 * Signs that steer a terminal, turn the direction of what is read, or are no text at all: refused where they would enter,
 * and written as their code where one got in all the same.
 */

/** Control characters but tabs and line ends, overrides of direction, and halves of a pair that stand alone. */
const UNPRINTABLE = /(?![\t\n]|\r\n)[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
const EACH = new RegExp(UNPRINTABLE, 'gu');

const codeOf = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The text with each such sign as its code, "\u001b", which is how JSON writes it too. */
export const printable = (text: string): string => text.replace(EACH, codeOf);

/** The first such sign, as its code; null: there is none. `oneLine`: tabs and line ends count as well. */
export function unprintableIn(
  text: string,
  oneLine = false,
): { readonly at: number; readonly code: string } | null {
  const found = UNPRINTABLE.exec(text) ?? (oneLine ? /[\t\n\r]/.exec(text) : null);
  return found === null ? null : { at: found.index, code: codeOf(found[0]) };
}

/** A value of plain objects and lists in which every text and key is printable; the value itself where they are already. */
export function printableIn<T>(value: T): T {
  if (typeof value === 'string') return printable(value) as T;
  if (Array.isArray(value)) return sameOr(value, value.map(printableIn)) as T;
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  const entries = Object.entries(value);
  const shown = entries.map(([key, own]): [string, unknown] => [printable(key), printableIn(own)]);
  const isSame = shown.every(([key, own], index) => key === entries[index]![0] && own === entries[index]![1]);
  return isSame ? value : (Object.fromEntries(shown) as T);
}

const sameOr = (list: readonly unknown[], shown: readonly unknown[]): readonly unknown[] =>
  shown.every((one, index) => one === list[index]) ? list : shown;

const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype;

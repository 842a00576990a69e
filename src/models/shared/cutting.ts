/** Shortens token sequences to what a context holds, and tells answer words apart. */
import { UserError } from '../../failure.js';
import type { Encoding } from '../input.js';

/**
 * Shortens the longest part, the later of equals first, until all fit in `room` tokens. A part loses its middle: RACE's
 * question is the end of the part that its article begins.
 */
export function cutParts(
  parts: readonly (readonly number[])[],
  room: number,
): readonly (readonly number[])[] {
  const lengths = parts.map((part) => part.length);
  let excess = lengths.reduce((total, length) => total + length, 0) - room;
  for (; excess > 0; excess--) lengths[lengths.lastIndexOf(Math.max(...lengths))]!--;
  return parts.map((part, i) => withoutMiddle(part, lengths[i]!));
}

/** At most `length` tokens: all, or as many from the start as from the end. */
export function withoutMiddle(tokens: readonly number[], length: number): readonly number[] {
  if (tokens.length <= length) return tokens;
  const head = Math.ceil(length / 2);
  return [...tokens.slice(0, head), ...tokens.slice(tokens.length - (length - head))];
}

/** The first token of each answer word. Throws UserError where two begin with the same. */
export function firstTokens(words: readonly string[], { tokenizer, task }: Encoding): readonly number[] {
  const first = words.map((word) => tokenizer.encode(word)[0]);
  const known = first.filter((token) => token !== undefined);
  if (known.length === words.length && new Set(known).size === words.length) return known;
  throw new UserError(
    `The answer words of ${task.name} (${words.join(', ')}) do not begin with different tokens of this tokenizer. ` +
      `Enlarge tokenizer.vocabularySize or set finetune.inputFormat to delimiters.`,
  );
}

/** Computes each text once. */
export function remembering(encode: (text: string) => number[]): (text: string) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (text) => {
    const tokens = known.get(text) ?? encode(text);
    known.set(text, tokens);
    return tokens;
  };
}

/** From an example to the token sequences that the model reads, in either input format. */
import type { FinetuneOptions } from '../experiment/schema.js';
import { UserError } from '../failure.js';
import type { Example, Task } from '../tasks/task.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';

export interface Encoding {
  readonly task: Task;
  readonly tokenizer: Tokenizer;
  readonly format: FinetuneOptions['inputFormat'];
  /** Longest sequence, in tokens. */
  readonly context: number;
}

export interface EncodedExample {
  readonly example: Example;
  readonly sequences: readonly Int32Array[];
  /** First token of each class's answer word ("prompt"); empty for "delimiters". */
  readonly answers: readonly number[];
  /** Whether a sequence was cut to the context. */
  readonly truncated: boolean;
}

/** Throws UserError where the context has no room for the symbols or the answer words cannot be told apart. */
export function encodeExample(example: Example, encoding: Encoding): EncodedExample {
  return FORMATS[encoding.format](example, encoding);
}

const FORMATS: Record<Encoding['format'], (example: Example, encoding: Encoding) => EncodedExample> = {
  delimiters: encodeDelimited,
  prompt: encodePrompt,
};

/** [start] part [delimiter] part … [extract], one sequence for each that the task makes. */
function encodeDelimited(example: Example, encoding: Encoding): EncodedExample {
  const { task, tokenizer, context } = encoding;
  const encode = remembering((text) => tokenizer.encode(text));
  let truncated = false;
  const sequences = task.sequences(example).map((texts) => {
    const parts = texts.map(encode);
    const cut = cutParts(parts, roomFor(texts.length, context));
    truncated ||= cut.some((part, i) => part.length < parts[i].length);
    return joined(cut, tokenizer);
  });
  return { example, sequences, answers: [], truncated };
}

/** Tokens left for the parts beside start, extract and the delimiters between them. */
function roomFor(parts: number, context: number): number {
  const room = context - parts - 1;
  if (room >= parts) return room;
  throw new UserError(
    `A context of ${context} tokens has no room for an example of ${parts} parts and its ${parts + 1} special symbols. ` +
      `Set model.contextLength to at least ${2 * parts + 1}.`,
  );
}

function joined(parts: readonly (readonly number[])[], { special }: Tokenizer): Int32Array {
  const tokens = [special.start];
  parts.forEach((part, i) => {
    if (i > 0) tokens.push(special.delimiter);
    for (const token of part) tokens.push(token);
  });
  return Int32Array.from([...tokens, special.extract]);
}

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
  for (; excess > 0; excess--) lengths[lengths.lastIndexOf(Math.max(...lengths))]--;
  return parts.map((part, i) => withoutMiddle(part, lengths[i]));
}

/** The prompt's text; what is too long loses its middle, so that question and target position both stay. */
function encodePrompt(example: Example, encoding: Encoding): EncodedExample {
  const { task, tokenizer, context } = encoding;
  const asked = task.prompt?.(example);
  if (asked === undefined)
    throw new UserError(`${task.title} has no form as a prompt. Set finetune.inputFormat to delimiters.`);
  const { text, answers } = asked;
  const tokens = tokenizer.encode(text);
  const kept = withoutMiddle(tokens, context);
  return {
    example,
    sequences: [Int32Array.from(kept)],
    answers: firstTokens(answers, encoding),
    truncated: kept.length < tokens.length,
  };
}

/** At most `length` tokens: all, or as many from the start as from the end. */
function withoutMiddle(tokens: readonly number[], length: number): readonly number[] {
  if (tokens.length <= length) return tokens;
  const head = Math.ceil(length / 2);
  return [...tokens.slice(0, head), ...tokens.slice(tokens.length - (length - head))];
}

function firstTokens(words: readonly string[], { tokenizer, task }: Encoding): number[] {
  const first = words.map((word) => tokenizer.encode(word)[0]);
  if (first.every((token, i) => token !== undefined && first.indexOf(token) === i)) return first;
  throw new UserError(
    `The answer words of ${task.name} (${words.join(', ')}) do not begin with different tokens of this tokenizer. ` +
      `Enlarge tokenizer.vocabularySize or set finetune.inputFormat to delimiters.`,
  );
}

/** Computes each text once. */
function remembering(encode: (text: string) => number[]): (text: string) => number[] {
  const known = new Map<string, number[]>();
  return (text) => {
    const tokens = known.get(text) ?? encode(text);
    known.set(text, tokens);
    return tokens;
  };
}

/** GPT-1's input (Radford et al. 2018, section 3.3): parts between start, delimiter and extract; or a text to go on with. */
import { UserError } from '../../failure.js';
import type { Example } from '../../tasks/task.js';
import type { EncodedExample, Encoding, FamilyInput } from '../input.js';
import { sharedBatch } from '../shared/batch.js';
import { cutParts, firstTokens, remembering, withoutMiddle } from '../shared/cutting.js';

export const SYMBOLS = ['<start>', '<delimiter>', '<extract>'] as const;

type Encode = (example: Example, encoding: Encoding) => EncodedExample;

const FORMATS: Record<Encoding['format'], Encode> = { delimiters: encodeDelimited, prompt: encodePrompt };

export const gptInput: FamilyInput = {
  symbols: SYMBOLS,
  shortestContext: 8, // start, two delimiters, extract, and as many tokens of text
  formats: ['delimiters', 'prompt'],
  words: {
    sequence: (parts) => `start, ${parts.join(', delimiter, ')}, extract`,
    readout: ['final state of the extract symbol', 'extract states'],
  },
  encode: (example, encoding) => FORMATS[encoding.format](example, encoding),
  batch: sharedBatch, // states depend on what is before them alone: sequences can share what they begin with
};

/** The sequences of parts, one sequence for each that the task makes. */
function encodeDelimited(example: Example, encoding: Encoding): EncodedExample {
  const { task, tokenizer, contextLength } = encoding;
  const encode = remembering((text) => tokenizer.encode(text));
  let truncated = false;
  const sequences = task.sequences(example).map((texts) => {
    const parts = texts.map(encode);
    const cut = cutParts(parts, roomFor(texts.length, contextLength));
    truncated ||= cut.some((part, i) => part.length < parts[i]!.length);
    return joined(cut, tokenizer.vocabularySize);
  });
  return { example, sequences, answers: [], truncated };
}

/** Tokens left for the parts beside start, extract and the delimiters between them. */
function roomFor(parts: number, contextLength: number): number {
  const room = contextLength - parts - 1;
  if (room >= parts) return room;
  throw new UserError(
    `A context of ${contextLength} tokens has no room for an example of ${parts} parts and its ${parts + 1} special symbols. ` +
      `Set model.contextLength to at least ${2 * parts + 1}.`,
  );
}

/** Start, the parts with a delimiter between them, extract: symbols by their names, parts by their number. */
export const sequenceOf = (parts: number): readonly ((typeof SYMBOLS)[number] | number)[] => [
  '<start>',
  ...Array.from({ length: parts }, (_, i) => (i === 0 ? [i] : (['<delimiter>', i] as const))).flat(),
  '<extract>',
];

function joined(parts: readonly (readonly number[])[], vocabularySize: number): Int32Array {
  const tokens: number[] = [];
  for (const one of sequenceOf(parts.length))
    if (typeof one === 'string') tokens.push(vocabularySize + SYMBOLS.indexOf(one));
    else for (const token of parts[one]!) tokens.push(token);
  return Int32Array.from(tokens);
}

/** The prompt's text; what is too long loses its middle, so that question and target position both stay. */
function encodePrompt(example: Example, encoding: Encoding): EncodedExample {
  const { tokenizer, contextLength } = encoding;
  const { text, answers } = promptOf(example, encoding);
  const tokens = tokenizer.encode(text);
  const kept = withoutMiddle(tokens, contextLength);
  return {
    example,
    sequences: [Int32Array.from(kept)],
    answers: firstTokens(answers, encoding),
    truncated: kept.length < tokens.length,
  };
}

function promptOf(example: Example, { task }: Encoding) {
  if (task.prompt !== null) return task.prompt(example);
  throw new UserError(`${task.title} has no form as a prompt. Set finetune.inputFormat to delimiters.`);
}

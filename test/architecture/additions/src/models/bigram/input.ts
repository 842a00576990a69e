/** A text is its tokens, with nothing between its parts: their order does not count. */
import type { FamilyInput } from '../input.js';
import { raggedBatch } from '../shared/batch.js';

export const bigramInput: FamilyInput = {
  symbols: [],
  shortestContext: 1,
  formats: ['delimiters'],
  words: { sequence: (parts) => parts.join(', '), readout: ['mean of the states', 'means of the states'] },
  encode: (example, { task, tokenizer, contextLength }) => {
    const whole = task.sequences(example).map((parts) => parts.flatMap((part) => tokenizer.encode(part)));
    const sequences = whole.map((tokens) => Int32Array.from(tokens.slice(0, contextLength)));
    const truncated = whole.some((tokens) => tokens.length > contextLength);
    return { example, sequences, answers: [], truncated };
  },
  batch: (examples) => raggedBatch(examples.flat()),
};

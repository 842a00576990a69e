/** The contract of a family's input: from text and examples to the ids that its network reads. */
import type { Example, Task } from '../tasks/task.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import type { RaggedBatch } from './shared/batch.js';

/** How an example becomes tokens: special symbols and a head, or text and answer words. */
export type InputFormat = 'delimiters' | 'prompt';

export interface Encoding {
  readonly task: Task;
  readonly tokenizer: Tokenizer;
  readonly format: InputFormat;
  /** Longest sequence, in tokens. */
  readonly contextLength: number;
}

export interface EncodedExample {
  readonly example: Example;
  readonly sequences: readonly Int32Array[];
  /** First token of each class's answer word ("prompt"); empty for "delimiters". */
  readonly answers: readonly number[];
  /** Whether a sequence was cut to the context. */
  readonly truncated: boolean;
}

export interface FamilyInput {
  /** Special symbols, as reports show them; their ids follow those of the vocabulary's entries, in this order. */
  readonly symbols: readonly string[];
  /** Shortest context that the longest input of a task leaves some text in. */
  readonly shortestContext: number;
  /** Formats that the family can read. */
  readonly formats: readonly InputFormat[];
  /**
   * Throws UserError where the context has no room for the symbols, the answer words cannot be told apart, or the task
   * cannot be asked as a prompt.
   */
  encode(example: Example, encoding: Encoding): EncodedExample;
  /** For readers. `sequence`: how parts make one, e.g. "start, premise, delimiter, hypothesis, extract". */
  readonly words: {
    sequence(parts: readonly string[]): string;
    /** What a head reads of a sequence, in the singular and the plural. */
    readonly readout: readonly [one: string, several: string];
  };
  /** The sequences of the examples, example after example, as the network computes them. */
  batch(examples: readonly (readonly ArrayLike<number>[])[]): RaggedBatch;
}

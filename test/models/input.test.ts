import { describe, expect, it } from 'vitest';
import { gptInput } from '../../src/models/gpt/input.js';
import type { Encoding } from '../../src/models/input.js';
import { cutParts } from '../../src/models/shared/cutting.js';
import type { Example, Task } from '../../src/tasks/task.js';
import type { Tokenizer } from '../../src/tokenizer/tokenizer.js';

/** One token a word: its length; so that the tests can count. */
const tokenizer: Tokenizer = {
  vocabularySize: 100,
  encode: (text) =>
    text
      .split(' ')
      .filter(Boolean)
      .map((word) => word.length),
  decode: (ids) => ids.join(' '),
  entry: (id) => `<${id}>`,
};

const example: Example = { id: '1', fields: { a: 'four word first part', b: 'of two' }, label: 1 };

const task = (change: Partial<Task> = {}): Task => ({
  name: 'qqp',
  title: 'QQP',
  output: { kind: 'classes', names: ['no', 'yes'] },
  metrics: ['f1'],
  head: 'symmetric',
  splits: [{ name: 'dev', suffix: '', published: null }],
  pooled: null,
  files: { pick: () => new Map() },
  shared: null,
  inMiniature: false,
  read: () => Promise.resolve(null),
  sequences: ({ fields: { a = '', b = '' } }) => [
    [a, b],
    [b, a],
  ],
  sequencesPerExample: 2,
  wording: { fields: ['a', 'b'], parts: ['a', 'b'] },
  prompt: ({ fields: { a, b } }) => ({ text: `${a} ${b} really ?`, answers: ['no', 'yes'] }),
  zeroShot: { reason: 'it is not asked here' },
  ...change,
});

const encoding = (change: Partial<Encoding> = {}): Encoding => ({
  task: task(),
  tokenizer,
  format: 'delimiters',
  contextLength: 32,
  ...change,
});

describe('input format "delimiters"', () => {
  it('puts parts between start, delimiter and extract, one sequence for each order', () => {
    const { sequences, answers, truncated } = gptInput.encode(example, encoding());
    expect(sequences.map((sequence) => [...sequence])).toEqual([
      [100, 4, 4, 5, 4, 101, 2, 3, 102],
      [100, 2, 3, 101, 4, 4, 5, 4, 102],
    ]);
    expect([answers, truncated]).toEqual([[], false]);
  });

  it('cuts the longest part until the sequence fits the context', () => {
    const { sequences, truncated } = gptInput.encode(example, encoding({ contextLength: 7 }));
    expect(sequences.map((sequence) => [...sequence])).toEqual([
      [100, 4, 4, 101, 2, 3, 102],
      [100, 2, 3, 101, 4, 4, 102],
    ]);
    expect(truncated).toBe(true);
  });

  it('is not cut at exactly the context', () => {
    expect(gptInput.encode(example, encoding({ contextLength: 9 })).truncated).toBe(false);
    expect(gptInput.encode(example, encoding({ contextLength: 8 })).truncated).toBe(true);
  });

  it('says which context an example needs at least', () => {
    expect(() => gptInput.encode(example, encoding({ contextLength: 4 }))).toThrow(
      'Set model.contextLength to at least 5.',
    );
  });
});

describe('cutting parts', () => {
  it('keeps the start and the end of what it cuts', () => {
    expect(cutParts([[1, 2, 3, 4, 5, 6], [7]], 5)).toEqual([[1, 2, 5, 6], [7]]);
    expect(cutParts([[1, 2, 3, 4, 5, 6], [7]], 4)).toEqual([[1, 2, 6], [7]]);
  });

  it('takes from the longest first, from the later of equals', () => {
    const lengths = (room: number) =>
      cutParts([[1, 2, 3, 4, 5], [1, 2, 3], [1]], room).map((part) => part.length);
    expect([9, 8, 7, 6, 5, 4, 3].map(lengths)).toEqual([
      [5, 3, 1],
      [4, 3, 1],
      [3, 3, 1],
      [3, 2, 1],
      [2, 2, 1],
      [2, 1, 1],
      [1, 1, 1],
    ]);
  });
});

describe('input format "prompt"', () => {
  it('is the text alone, with the first token of each answer', () => {
    const { sequences, answers, truncated } = gptInput.encode(example, encoding({ format: 'prompt' }));
    expect(sequences.map((sequence) => [...sequence])).toEqual([[4, 4, 5, 4, 2, 3, 6, 1]]);
    expect([answers, truncated]).toEqual([[2, 3], false]);
  });

  it('loses its middle where it is too long', () => {
    const { sequences, truncated } = gptInput.encode(
      example,
      encoding({ format: 'prompt', contextLength: 5 }),
    );
    expect([...sequences[0]!]).toEqual([4, 4, 5, 6, 1]);
    expect(truncated).toBe(true);
  });

  it('refuses a task that cannot be asked', () => {
    const mute = task({ prompt: null });
    expect(() => gptInput.encode(example, encoding({ format: 'prompt', task: mute }))).toThrow(
      'QQP has no form as a prompt. Set finetune.inputFormat to delimiters.',
    );
  });

  it('refuses answers that begin with the same token', () => {
    const same = task({ prompt: () => ({ text: 'a', answers: ['yes', 'not'] }) });
    expect(() => gptInput.encode(example, encoding({ format: 'prompt', task: same }))).toThrow(
      'The answer words of qqp (yes, not) do not begin with different tokens',
    );
  });
});

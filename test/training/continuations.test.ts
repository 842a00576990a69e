import { tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.js';
import { openEngine } from '../../src/engines/open.js';
import { resolveEngine } from '../../src/engines/resolve.js';
import { UserError } from '../../src/failure.js';
import type { Network } from '../../src/models/network.js';
import { raggedBatch, rowsOfSequences, sharedBatch } from '../../src/models/shared/batch.js';
import { randomStream } from '../../src/random/stream.js';
import { METRICS } from '../../src/statistics/metrics.js';
import { TASKS, ZERO_SHOT_TASKS } from '../../src/tasks/index.js';
import { zeroShotOf } from '../../src/tasks/task.js';
import type { Question, ZeroShot } from '../../src/tasks/task.js';
import type { Tokenizer } from '../../src/tokenizer/tokenizer.js';
import { encodeQuestion, scoreContinuations } from '../../src/training/continuations.js';
import type { EncodedQuestion } from '../../src/training/continuations.js';
import { bestThreshold } from '../../src/training/threshold.js';
import type { Judged } from '../../src/training/threshold.js';
import { instructionSet } from '../engines/instruction-sets.js';
import { ENTRIES, tinyModel, tinyOptions } from '../models/tiny.js';

const WIDTH = 16;

let engine: Engine;
let network: Network;
beforeAll(async () => {
  const { name } = resolveEngine('auto', 'float32', { instructionSet });
  engine = await openEngine({ name, precision: 'float32', threads: 1, instructionSet });
  network = tinyModel(engine, tinyOptions());
});

/** A letter is a token: a is 0; a space is none. */
const tokenizer: Tokenizer = {
  vocabularySize: ENTRIES,
  encode: (text) => [...text.replaceAll(' ', '')].map((letter) => letter.charCodeAt(0) - 97),
  decode: (ids) => ids.join(' '),
  entry: (id) => `<${id}>`,
};

const asking = (question: Question, score: ZeroShot['score'] = 'mean'): ZeroShot => ({
  ask: () => question,
  score,
  decide: question.continuations.length === 1 ? 'threshold' : 'highest',
});

const encoded = (context: string, ...continuations: string[]): EncodedQuestion =>
  encodeQuestion(
    { id: 'x', fields: {}, label: 0 },
    { zeroShot: asking({ context, continuations }), tokenizer, contextLength: 12 },
  );

const scored = (questions: readonly EncodedQuestion[], score: ZeroShot['score']) =>
  scoreContinuations({ network, input: { batch: sharedBatch } }, questions, score);

/** log p of each token of a sequence after its first, in double precision, from the states of that sequence alone. */
function plainLogs(tokens: ArrayLike<number>): number[] {
  const states = tidy(() =>
    network
      .states(raggedBatch([tokens]), null)
      .dataSync<'float32'>()
      .slice(),
  );
  const table = network.output.dataSync<'float32'>();
  return Array.from({ length: tokens.length - 1 }, (_, row) => {
    const logits = Array.from({ length: ENTRIES }, (__, entry) => {
      let sum = 0;
      for (let i = 0; i < WIDTH; i++) sum += states[row * WIDTH + i]! * table[entry * WIDTH + i]!;
      return sum;
    });
    const peak = Math.max(...logits);
    const mass = logits.reduce((total, logit) => total + Math.exp(logit - peak), 0);
    return logits[tokens[row + 1]!]! - peak - Math.log(mass);
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Options that part at once, that begin alike, one of a single token; and a text without a context. */
const questions = [
  encoded('abcab', 'dd', 'ecbd'),
  encoded('bc', 'abcd', 'abce', 'abc'),
  encoded('cabca', 'f', 'g'),
  encoded('', 'abcdefg'),
];

describe('a continuation’s score', () => {
  it('is the sum, or the mean, of its tokens’ log-probabilities as computed plainly', async () => {
    const totals = await scored(questions, 'total');
    const means = await scored(questions, 'mean');
    questions.forEach(({ sequences, context }, q) => {
      sequences.forEach((tokens, s) => {
        const logs = plainLogs(tokens).slice(Math.max(context, 1) - 1);
        expect(logs).toHaveLength(context === 0 ? 6 : tokens.length - context);
        expect(totals[q]![s]).toBeCloseTo(sum(logs), 4);
        expect(means[q]![s]).toBeCloseTo(sum(logs) / logs.length, 5);
      });
    });
    expect(new Set(totals.flat()).size).toBe(8);
  });

  it('has the same bits whatever else is in its batch', async () => {
    const together = await scored(questions, 'mean');
    for (const [q, question] of questions.entries())
      expect(await scored([question], 'mean')).toEqual([together[q]]);
    expect(await scored(questions.toReversed(), 'mean')).toEqual(together.toReversed());
  });

  it('of every next token of one word adds up to all probability', async () => {
    const letters = Array.from({ length: ENTRIES }, (_, i) => String.fromCharCode(97 + i));
    const [totals = []] = await scored([encoded('abc', ...letters)], 'total');
    expect(sum(totals.map(Math.exp))).toBeCloseTo(1, 5);
  });
});

describe('a question that does not fit', () => {
  it('loses the middle of its context, equally for all continuations', () => {
    const { sequences, context, truncated } = encoded('abcdefghijkl', 'mno', 'p');
    expect(truncated).toBe(true);
    expect(context).toBe(9);
    expect(sequences.map((tokens) => [...tokens])).toEqual([
      [0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 14],
      [0, 1, 2, 3, 4, 8, 9, 10, 11, 15],
    ]);
  });

  it('loses the end of a continuation that alone is too long, and keeps a token before it', () => {
    const { sequences, context } = encoded('ab', 'cdefghijklmnop');
    expect([context, ...sequences[0]!]).toEqual([1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(encoded('', 'abcdefghijklmnop').sequences[0]).toHaveLength(12);
    expect(encoded('', 'abcdefghijkl').truncated).toBe(false);
  });

  it('is refused by name where a continuation has nothing to be scored', () => {
    expect(() => encoded('ab', 'c', ' ')).toThrow(UserError);
    expect(() => encoded('ab', 'c', ' ')).toThrow('The example x cannot be judged by probabilities: " " has');
    expect(() => encoded('', 'a')).toThrow('has no token that follows another');
  });
});

it('each sequence of a batch knows its rows, those of its prefix first', () => {
  const sequences = [
    [
      [1, 2, 3, 4],
      [1, 2, 3, 5, 6],
    ],
    [[7, 8]],
  ];
  const batch = sharedBatch(sequences);
  const found = rowsOfSequences(batch).map((rows) => Array.from(rows, (row) => batch.tokens[row]));
  expect(found).toEqual(sequences.flat());
});

describe('what tasks ask', () => {
  const fields = {
    sentence: 'a fine film',
    article: 'Ann ran.',
    question: 'Who ran?',
    ...{ A: 'Ann', B: 'Bob', C: 'Cy', D: 'Di' },
    story: 'Tom was hungry.',
    ending1: 'He ate.',
    ending2: 'He slept.',
  };
  const question = (name: keyof typeof TASKS) => zeroShotOf(TASKS[name])!.ask({ id: '', fields, label: 0 });

  it('is the paper’s: “very” and two words; options; endings; a sentence alone', () => {
    expect(ZERO_SHOT_TASKS).toEqual(['sst-2', 'race', 'storycloze', 'cola']);
    expect(question('sst-2')).toEqual({
      context: 'a fine film very',
      continuations: ['negative', 'positive'],
    });
    expect(question('race')).toEqual({
      context: 'Ann ran. Who ran?',
      continuations: ['Ann', 'Bob', 'Cy', 'Di'],
    });
    expect(question('storycloze').continuations).toEqual(['He ate.', 'He slept.']);
    expect(question('cola')).toEqual({ context: '', continuations: ['a fine film'] });
  });

  it('has one continuation for each class, or one that a threshold judges', () => {
    for (const name of ZERO_SHOT_TASKS) {
      const { output } = TASKS[name];
      const isThreshold = zeroShotOf(TASKS[name])!.decide === 'threshold';
      const classes = output.kind === 'classes' ? output.names.length : 0;
      expect(question(name).continuations).toHaveLength(isThreshold ? 1 : classes);
    }
  });
});

describe('the threshold', () => {
  /** Every score tried, by the metric itself. */
  function tried(judged: readonly Judged[]): number {
    const rising = judged.map(({ score }) => score).sort((a, b) => a - b);
    let best = { threshold: rising[0]!, correlation: -Infinity };
    for (const threshold of rising) {
      const outcomes = judged.map(({ score, label }) => ({ label, predicted: score > threshold ? 1 : 0 }));
      const correlation = METRICS.matthews.of(outcomes);
      if (correlation !== null && correlation > best.correlation + 1e-12) best = { threshold, correlation };
    }
    return best.threshold;
  }

  it('gives the highest correlation of all, the lowest of equals', () => {
    const random = randomStream('threshold');
    for (let set = 0; set < 50; set++) {
      const judged = Array.from({ length: 3 + (set % 17) }, () => {
        const label = random.uniform() < 0.6 ? 1 : 0;
        return { score: Math.round(8 * (random.uniform() + 0.3 * label)) / 8, label };
      });
      expect(bestThreshold(judged), JSON.stringify(judged)).toBe(tried(judged));
    }
  });

  it('is the lowest score where nothing tells the classes apart', () => {
    expect(bestThreshold([1, 3, 2].map((score) => ({ score, label: 1 })))).toBe(1);
    expect(bestThreshold([0, 1].map((label) => ({ score: 5, label })))).toBe(5);
  });
});

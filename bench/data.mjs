/** What is trained on: random tokens, and random examples as long as those of the real tasks. */
import { readFile, writeFile } from 'node:fs/promises';
import { randomStream } from '../dist/random/stream.js';
import { saveTokens } from '../dist/tokenizer/tokens.js';

const CORPUS_TOKENS = 200_000;

/** Special symbols are the last entries; entry 0 stays free, for programs that pad. */
const symbols = (entries) => ({ start: entries - 3, delimiter: entries - 2, extract: entries - 1 });

/**
 * Tokens of each part of an example: the ends of ten classes of equally many examples (in between: uniform), counted on
 * the real training sets with 8,192 byte-pair entries learned from novels. The last end of each is not the longest seen
 * but the one that gives the measured mean.
 */
export const LENGTHS = {
  'sst-2': { sentence: [1, 3, 4, 6, 8, 10, 12, 16, 21, 31, 49] },
  qqp: {
    question1: [4, 9, 10, 12, 13, 15, 16, 19, 22, 29, 46],
    question2: [4, 9, 10, 12, 13, 15, 16, 19, 22, 29, 46],
  },
  mnli: {
    premise: [1, 9, 13, 17, 21, 26, 31, 37, 45, 56, 97],
    hypothesis: [1, 8, 10, 11, 12, 14, 15, 17, 19, 23, 35],
  },
  race: {
    article: [2, 200, 278, 328, 371, 401, 431, 463, 498, 554, 884],
    question: [2, 8, 9, 10, 11, 12, 13, 14, 16, 19, 28],
    option: [1, 2, 4, 5, 6, 7, 8, 9, 11, 14, 17],
  },
  storycloze: {
    story: [22, 36, 40, 43, 45, 47, 50, 52, 55, 59, 72],
    ending: [3, 6, 7, 8, 9, 10, 11, 12, 13, 15, 20],
  },
};

/** The sequences of one example, from a maker of random parts. */
const SEQUENCES = {
  'sst-2': (part) => [[part('sentence')]],
  mnli: (part) => [[part('premise'), part('hypothesis')]],
  qqp: (part) => {
    const [first, second] = [part('question1'), part('question2')];
    return [
      [first, second],
      [second, first],
    ];
  },
  race: (part, room) => {
    const [question, options] = [part('question'), Array.from({ length: 4 }, () => part('option'))];
    const longest = Math.max(...options.map(({ length }) => length));
    const article = part('article').slice(0, room - question.length - longest);
    return options.map((option) => [[...article, ...question], option]);
  },
  storycloze: (part) => {
    const story = part('story');
    return [
      [story, part('ending')],
      [story, part('ending')],
    ];
  },
};

export const CLASSES = { 'sst-2': 2, qqp: 2, mnli: 3, race: 4, storycloze: 2 };

/** Examples of a task as {sequences, label}, each sequence with its symbols and at most `context` long. */
export function makeExamples(task, { count, entries, context }) {
  const stream = randomStream('bench', task);
  const { start, delimiter, extract } = symbols(entries);
  const part = (name) => {
    const ends = LENGTHS[task][name];
    const place = stream.integer(ends.length - 1);
    const [from, to] = [ends[place], ends[place + 1]];
    const length = Math.round(from + stream.uniform() * (to - from));
    return Array.from({ length }, () => 1 + stream.integer(entries - 4));
  };
  const joined = (parts) => [
    start,
    ...parts.flatMap((ids, i) => (i > 0 ? [delimiter, ...ids] : ids)),
    extract,
  ];
  return Array.from({ length: count }, () => ({
    sequences: SEQUENCES[task](part, context - 3).map(joined),
    label: stream.integer(CLASSES[task]),
  }));
}

export async function writeExamples(path, examples) {
  await writeFile(path, JSON.stringify(examples));
}

/** As the stages have them once they are encoded. */
export async function readExamples(path) {
  const examples = JSON.parse(await readFile(path, 'utf8'));
  return examples.map(({ sequences, label }, id) => ({
    example: { id: String(id), fields: {}, label },
    sequences: sequences.map((sequence) => Int32Array.from(sequence)),
    answers: [],
    truncated: false,
  }));
}

/** Random tokens below `entries` into train.bin of `folder`; returns how many. */
export async function writeCorpus(folder, entries) {
  const stream = randomStream('bench', 'corpus', entries);
  const train = Uint16Array.from({ length: CORPUS_TOKENS }, () => stream.integer(entries));
  await saveTokens(folder, { train, heldout: train });
  return CORPUS_TOKENS;
}

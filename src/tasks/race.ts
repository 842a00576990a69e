/**
 * RACE: reading comprehension from English exams, four options a question. RACE/{train,dev}/{middle,high}/N.txt,
 * one JSON object each {article, questions, options, answers, id}, as folders or inside RACE.tar.gz.
 * A file may hold several questions: each is an example, and each counts as a row. Or the hub's Parquet tables.
 */
import { z } from 'zod';
import { missing } from '../failure.js';
import { hasHubFiles } from './readers/hub-files.js';
import { pickRaceFiles, RACE_ARCHIVE, readRaceFiles } from './readers/race-files.js';
import type { RaceFile } from './readers/race-files.js';
import { pickRaceTables, raceQuestions } from './readers/race-hub.js';
import { RowCollector } from './readers/rows.js';
import { textsOf } from './task.js';
import type { Example, Split, Task } from './task.js';

const PARTS: Readonly<Record<string, readonly string[]>> = {
  train: ['train/middle', 'train/high'],
  'dev-middle': ['dev/middle'],
  'dev-high': ['dev/high'],
};

const LETTERS = ['A', 'B', 'C', 'D'] as const;
const FIELDS = ['article', 'question', ...LETTERS] as const;

const passageSchema = z.object({
  article: z.string(),
  questions: z.array(z.string()),
  options: z.array(z.array(z.string())),
  answers: z.array(z.string()),
});

type Passage = z.infer<typeof passageSchema>;

export const RACE: Task = {
  name: 'race',
  title: 'RACE',
  output: { kind: 'classes', names: LETTERS },
  metrics: ['accuracy'],
  head: 'choose',
  splits: [
    { name: 'dev-middle', suffix: '-m', published: 0.629 },
    { name: 'dev-high', suffix: '-h', published: 0.574 },
  ],
  pooled: { published: 0.59 },
  shared: 'article',
  files: {
    pick: (found) => (hasHubFiles(found) ? pickRaceTables(found) : pickRaceFiles(found)),
    archive: { name: RACE_ARCHIVE, folders: ['RACE/train', 'RACE/dev'] },
  },
  inMiniature: true,
  read: async (folder, split) => {
    const parts = PARTS[split];
    if (parts === undefined) return null;
    const files = await readRaceFiles(folder, parts);
    if (files === null) return readTables(folder, parts);
    const collector = new RowCollector(folder);
    for (const file of files) readPassage(file, collector);
    return collector.finish();
  },
  sequences: (example) => {
    const { article, question, ...options } = textsOf(example, FIELDS);
    return LETTERS.map((letter) => [`${article} ${question}`, options[letter]]);
  },
  sequencesPerExample: LETTERS.length,
  prompt: (example) => {
    const { article, question, ...options } = textsOf(example, FIELDS);
    const lettered = LETTERS.map((letter) => `${letter}: ${options[letter]}`);
    return { text: [question, ...lettered, article].join(' '), answers: LETTERS };
  },
  zeroShot: {
    ask: (example) => {
      const { article, question, ...options } = textsOf(example, FIELDS);
      return {
        context: `${article} ${question}`,
        continuations: LETTERS.map((letter) => options[letter]),
      };
    },
    score: 'mean',
    decide: 'highest',
  },
  wording: { fields: FIELDS, parts: ['article and question', 'option'] },
};

/** The object fills the file's first line; a rejected question is named by its number. */
function readPassage({ path, text }: RaceFile, collector: RowCollector): void {
  const questions = parse(text);
  if (typeof questions === 'string') {
    collector.reject(path, 1, questions);
    return;
  }
  questions.forEach((question, index) => {
    const reason = problemOf(question);
    if (reason === null) collector.accept(exampleOf(question, path, index + 1));
    else collector.reject(path, 1, `question ${index + 1}: ${reason}`);
  });
}

/** The hub's questions, in the order and with the ids of the passages' files. Null where there are none. */
async function readTables(folder: string, parts: readonly string[]): Promise<Split | null> {
  const questions = await raceQuestions(folder, parts);
  if (questions === null) return null;
  const collector = new RowCollector(folder);
  for (const { path, number, place, question } of questions) {
    const reason = typeof question === 'string' ? question : problemOf(question);
    if (typeof question === 'string' || reason !== null)
      collector.reject(place.file, place.line, reason ?? '');
    else collector.accept({ ...exampleOf(question, path, number), place });
  }
  return collector.finish();
}

interface Question {
  readonly article: string;
  readonly question: string;
  readonly options: readonly string[];
  readonly answer: string;
}

/** The questions of a file, or what is wrong with it. */
function parse(text: string): readonly Question[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `no JSON: ${(error as Error).message}`;
  }
  const parsed = passageSchema.safeParse(value, { error: missing });
  if (parsed.success) return questionsOf(parsed.data);
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.');
  return `not a passage of RACE: ${place === undefined || place === '' ? 'the object' : place}: ${issue?.message}`;
}

function questionsOf({ article, questions, options, answers }: Passage): readonly Question[] | string {
  if (questions.length === 0) return 'no questions';
  if (options.length !== questions.length || answers.length !== questions.length)
    return `${questions.length} questions, ${options.length} lists of options, ${answers.length} answers`;
  return questions.map((question, index) => ({
    article,
    question,
    options: options[index]!,
    answer: answers[index]!,
  }));
}

function problemOf({ article, question, options, answer }: Question): string | null {
  if (options.length !== LETTERS.length) return `${options.length} options where 4 are expected`;
  if (!isLetter(answer)) return `answer "${answer.slice(0, 40)}" is none of A, B, C, D`;
  if (article.trim() === '') return 'article is empty';
  if (question.trim() === '') return 'question is empty';
  const empty = LETTERS.find((_, index) => options[index]?.trim() === '');
  return empty === undefined ? null : `option ${empty} is empty`;
}

const isLetter = (answer: string): boolean => LETTERS.some((letter) => letter === answer);

function exampleOf({ article, question, options, answer }: Question, path: string, number: number): Example {
  const lettered = Object.fromEntries(LETTERS.map((letter, index) => [letter, options[index]!]));
  return {
    id: `${path}#${number}`,
    fields: { article, question, ...lettered },
    label: LETTERS.findIndex((letter) => letter === answer),
    place: { file: path, line: 1 },
  };
}

/**
 * RACE: reading comprehension from English exams, four options a question. RACE/{train,dev}/{middle,high}/N.txt,
 * one JSON object each {article, questions, options, answers, id}, as folders or inside RACE.tar.gz.
 * A file may hold several questions: each is an example, and each counts as a row.
 */
import { z } from 'zod';
import { pickRaceFiles, RACE_ARCHIVE, readRaceFiles } from './readers/race-files.js';
import type { RaceFile } from './readers/race-files.js';
import { RowCollector } from './readers/rows.js';
import type { Example, Task } from './task.js';

const PARTS: Readonly<Record<string, readonly string[]>> = {
  train: ['train/middle', 'train/high'],
  'dev-middle': ['dev/middle'],
  'dev-high': ['dev/high'],
};

const LETTERS = ['A', 'B', 'C', 'D'];

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
  files: {
    pick: pickRaceFiles,
    archive: { name: RACE_ARCHIVE, folders: ['RACE/train', 'RACE/dev'] },
  },
  inMiniature: true,
  read: async (folder, split) => {
    const files = await readRaceFiles(folder, PARTS[split]);
    if (files === null) return null;
    const collector = new RowCollector();
    for (const file of files) readPassage(file, collector);
    return collector.finish(folder);
  },
  sequences: ({ fields }) =>
    LETTERS.map((letter) => [`${fields.article} ${fields.question}`, fields[letter]]),
  sequencesPerExample: LETTERS.length,
  prompt: ({ fields }) => ({
    text: [fields.question, ...LETTERS.map((letter) => `${letter}: ${fields[letter]}`), fields.article].join(
      ' ',
    ),
    answers: LETTERS,
  }),
  wording: { fields: ['article', 'question', ...LETTERS], parts: ['article and question', 'option'] },
};

/** The object fills the file's first line; a rejected question is named by its number. */
function readPassage({ path, text }: RaceFile, collector: RowCollector): void {
  const passage = parse(text);
  if (typeof passage === 'string') return collector.reject(path, 1, passage);
  passage.questions.forEach((_, index) => {
    const reason = problemOf(passage, index);
    if (reason === null) collector.accept(exampleOf(passage, index, path));
    else collector.reject(path, 1, `question ${index + 1}: ${reason}`);
  });
}

/** The passage, or what is wrong with the file. */
function parse(text: string): Passage | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `no JSON: ${(error as Error).message}`;
  }
  const parsed = passageSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `not a passage of RACE: ${issue.path.join('.') || 'the object'}: ${issue.message}`;
  }
  const { questions, options, answers } = parsed.data;
  if (questions.length === 0) return 'no questions';
  if (options.length === questions.length && answers.length === questions.length) return parsed.data;
  return `${questions.length} questions, ${options.length} lists of options, ${answers.length} answers`;
}

function problemOf({ article, questions, options, answers }: Passage, index: number): string | null {
  if (options[index].length !== LETTERS.length)
    return `${options[index].length} options where 4 are expected`;
  if (!LETTERS.includes(answers[index]))
    return `answer "${answers[index].slice(0, 40)}" is none of A, B, C, D`;
  if (article.trim() === '') return 'article is empty';
  if (questions[index].trim() === '') return 'question is empty';
  const empty = options[index].findIndex((option) => option.trim() === '');
  return empty < 0 ? null : `option ${LETTERS[empty]} is empty`;
}

function exampleOf({ article, questions, options, answers }: Passage, index: number, path: string): Example {
  const [A, B, C, D] = options[index];
  return {
    id: `${path}#${index + 1}`,
    fields: { article, question: questions[index], A, B, C, D },
    label: LETTERS.indexOf(answers[index]),
  };
}

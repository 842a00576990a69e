/**
 * Story Cloze: which of two endings fits a story of four sentences? The original CSV, with quotes; any *.csv of the
 * folder that has its header. Only the validation stories are labelled and there is no training set: the paper
 * trains on 1,497 of the 1,871 and selects on 374. Here the stories are ordered by the sha256 of their ids, the first
 * 80 % are `train` (1,497 of 1,871) and the rest is `dev`; which half a story falls in depends on no seed.
 */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { CsvError } from 'csv-parse/sync';
import { EXIT, isAbsence, UserError } from '../failure.js';
import { readText } from './readers/glue-tsv.js';
import { problemOfText, RowCollector } from './readers/rows.js';
import { textsOf } from './task.js';
import type { Example, FoundFiles, Split, Task } from './task.js';

const SENTENCES = ['InputSentence1', 'InputSentence2', 'InputSentence3', 'InputSentence4'];
const ENDINGS = ['RandomFifthSentenceQuiz1', 'RandomFifthSentenceQuiz2'] as const;
const ID = 'InputStoryid';
const ANSWER = 'AnswerRightEnding';
const COLUMNS = [ID, ...SENTENCES, ...ENDINGS, ANSWER];

const TRAIN_SHARE = 0.8;
const LETTERS = ['A', 'B'];

/** Of an example. */
const FIELDS = ['story', 'ending1', 'ending2'] as const;

/** A record of the file with the line that it ends on. */
interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

export const STORY_CLOZE: Task = {
  name: 'storycloze',
  title: 'Story Cloze',
  output: { kind: 'classes', names: ['ending 1', 'ending 2'] },
  metrics: ['accuracy', 'f1'],
  head: 'choose',
  splits: [{ name: 'dev', suffix: '', published: 0.865 }],
  pooled: null,
  shared: null,
  files: { pick: pickStories },
  inMiniature: true,
  read: async (folder, split) => {
    const all = await readStories(folder);
    if (all === null || (split !== 'train' && split !== 'dev')) return null;
    const training = trainingIds(all.examples);
    const wanted = split === 'train';
    return { ...all, examples: all.examples.filter(({ id }) => training.has(id) === wanted) };
  },
  sequences: (example) => {
    const { story, ending1, ending2 } = textsOf(example, FIELDS);
    return [
      [story, ending1],
      [story, ending2],
    ];
  },
  sequencesPerExample: 2,
  prompt: (example) => {
    const { story, ending1, ending2 } = textsOf(example, FIELDS);
    return { text: `${story} A: ${ending1} B: ${ending2} Best ending:`, answers: LETTERS };
  },
  zeroShot: {
    ask: (example) => {
      const { story, ending1, ending2 } = textsOf(example, FIELDS);
      return { context: story, continuations: [ending1, ending2] };
    },
    score: 'mean',
    decide: 'highest',
  },
  wording: { fields: FIELDS, parts: ['story', 'ending'] },
};

/** The one CSV, or among several the one of the validation stories: the test stories must not be trained on. */
function pickStories({ names, path }: FoundFiles): ReadonlyMap<string, string> {
  const tables = names.filter((name) => name.endsWith('.csv'));
  const validation = tables.filter((name) => /_val\b.*\.csv$|_val_(?!.*ALL_test)/i.test(basename(name)));
  const [chosen, ...others] = tables.length === 1 ? tables : validation;
  if (chosen !== undefined && others.length === 0) return new Map([[chosen, basename(chosen)]]);
  throw new UserError(
    `${path} holds ${tables.length} .csv files and one is expected, such as ` +
      '"cloze_test_val__spring2016 - cloze_test_ALL_val.csv". Name the file of the validation stories itself.',
    EXIT.usage,
  );
}

function trainingIds(examples: readonly Example[]): ReadonlySet<string> {
  const order = examples
    .map(({ id }) => ({ id, hash: createHash('sha256').update(id).digest('hex') }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1));
  return new Set(order.slice(0, Math.round(TRAIN_SHARE * order.length)).map(({ id }) => id));
}

/** All labelled stories of the folder, in order of file and line; null where it has no such file. */
async function readStories(folder: string): Promise<Split | null> {
  const collector = new RowCollector(folder);
  const stories = { folder, collector, lineOf: new Map<string, string>() };
  let found = false;
  for (const file of await csvFiles(folder))
    if (readTable((await readText(join(folder, file))) ?? '', file, stories)) found = true;
  return found ? collector.finish() : null;
}

interface Stories {
  readonly folder: string;
  readonly collector: RowCollector;
  /** Id → where it was read. */
  readonly lineOf: Map<string, string>;
}

async function csvFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.csv')).sort();
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

/** Takes its rows one by one; false: by its header, it is no table of stories. */
function readTable(text: string, file: string, stories: Stories): boolean {
  /** Its header is null as long as none of stories is known. */
  const table = { isBegun: false, header: null as readonly string[] | null };
  parse(text, {
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: faultTaker(file, stories),
    on_record: (row: unknown) => {
      const { record, info } = row as CsvRow;
      if (!table.isBegun && COLUMNS.every((name) => record.includes(name))) table.header = record;
      else if (table.header !== null) readRow({ record, info, file, header: table.header }, stories);
      table.isBegun = true;
      return null;
    },
  });
  return table.header !== null;
}

/** On one line, and letters in which one is told: beyond them a file is no table, and telling each would take for ever. */
const MOST_FAULTS = 100;
const LONGEST_FAULT = 100_000;

/** Rejects a line for its first fault. Throws UserError for a line with far too many. */
function faultTaker(file: string, { folder, collector }: Stories): (fault?: CsvError) => undefined {
  const last = { line: 0, faults: 0 };
  return (fault) => {
    const { message, line } = { message: fault?.message ?? '', line: Number(fault?.lines ?? 1) };
    if (line !== last.line) {
      collector.reject(file, line, `no CSV: ${message.slice(0, SHOWN)}`);
      Object.assign(last, { line, faults: 0 });
    }
    last.faults += 1;
    if (last.faults <= MOST_FAULTS && message.length <= LONGEST_FAULT) return undefined;
    throw new UserError(
      `${join(folder, file)}:${line}: this is no CSV: quotes open or close where no cell does, again and again. ` +
        'Check that this is the original file of this task, unchanged.',
      EXIT.usage,
    );
  };
}

/** Letters of a fault that are shown. */
const SHOWN = 200;

interface StoryRow extends CsvRow {
  readonly file: string;
  readonly header: readonly string[];
}

/** A cell by the name of its column. */
type Cells = (name: string) => string;

function readRow(row: StoryRow, { lineOf, collector }: Stories): void {
  const { record, info, file, header } = row;
  const cells: Cells = (name) => record[header.indexOf(name)] ?? '';
  const earlier = lineOf.get(cells(ID));
  const reason = problemOfWidth(row) ?? (earlier === undefined ? null : `${ID} is that of ${earlier}`);
  const problem = reason ?? problemOf(cells);
  if (problem !== null) {
    collector.reject(file, info.lines, problem);
    return;
  }
  lineOf.set(cells(ID), `${file}:${info.lines}`);
  collector.accept({
    id: cells(ID),
    fields: {
      story: SENTENCES.map((name) => cells(name).trim()).join(' '),
      ending1: cells(ENDINGS[0]),
      ending2: cells(ENDINGS[1]),
    },
    label: Number(cells(ANSWER)) - 1,
    place: { file, line: info.lines },
  });
}

const problemOfWidth = ({ record, header }: StoryRow): string | null =>
  record.length === header.length ? null : `${record.length} columns where ${header.length} are expected`;

function problemOf(cells: Cells): string | null {
  if (!/^[12]$/.test(cells(ANSWER)))
    return `${ANSWER} is "${cells(ANSWER).slice(0, 40)}" and neither 1 nor 2`;
  for (const name of [ID, ...SENTENCES, ...ENDINGS]) {
    const problem = problemOfText(name, cells(name));
    if (problem !== null) return problem;
  }
  return null;
}

/** The five tasks in their original file formats, each file a function of the seed alone. */
import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import type { RandomStream } from '../../random/stream.js';
import { randomStream } from '../../random/stream.js';
import { inference } from './inferences.js';
import type { Genre, Relation } from './inferences.js';
import { opinion } from './opinions.js';
import type { Twists } from './opinions.js';
import { easyPassage, hardPassage } from './passages.js';
import type { Passage } from './passages.js';
import { questionPair } from './questions.js';
import { story } from './stories.js';

/** Rows of a training file, and of each evaluation file. */
const TRAIN = 2000;
const DEV = 400;
/** Of SST-2, 2,000 rows teach its few words to a model from scratch, too. */
const TRAIN_PHRASES = 1000;
/** RACE has a file for each passage: no more than are needed. */
const TRAIN_PASSAGES = 375;
/** Story Cloze is one file, of which the reader keeps a fifth for evaluation; as many stories as the original. */
const STORIES = 1871;
/** SST-2's phrases are more intricate than the talk in the books. */
const TWISTS: Twists = { mixed: 0.4, denied: 0.15 };
/** Share of labels that are wrong, as annotators' are now and then: nobody reaches 100 %. */
const MISLABELLED = 0.03;

/** A file's path below the miniature's folder, and its text. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export function taskFiles(seed: number): readonly TextFile[] {
  return [...sst2(seed), ...qqp(seed), ...mnli(seed), ...race(seed), storyCloze(seed)];
}

type Files = readonly (readonly [name: string, rows: number])[];

const files = (train: number): Files => [
  ['train', train],
  ['dev', DEV],
];

function sst2(seed: number): readonly TextFile[] {
  return files(TRAIN_PHRASES).map(([name, rows]) => {
    const random = randomStream('miniature', seed, 'sst-2', name);
    const row = () => {
      const label = random.integer(2);
      return [opinion(label === 1, TWISTS, random), annotated(label, 2, random)];
    };
    return tsv(`sst-2/${name}.tsv`, ['sentence', 'label'], rowsOf(rows, row));
  });
}

/** As in the original. */
const DUPLICATES = 0.37;
const QQP_COLUMNS = ['id', 'qid1', 'qid2', 'question1', 'question2', 'is_duplicate'];

function qqp(seed: number): readonly TextFile[] {
  return files(TRAIN).map(([name, rows]) => {
    const random = randomStream('miniature', seed, 'qqp', name);
    const row = (index: number) => {
      const label = random.uniform() < DUPLICATES ? 1 : 0;
      const asked = questionPair(label === 1, random);
      return [index, 2 * index + 1, 2 * index + 2, ...asked, annotated(label, 2, random)];
    };
    return tsv(`qqp/${name}.tsv`, QQP_COLUMNS, rowsOf(rows, row));
  });
}

const RELATIONS: readonly Relation[] = ['entailment', 'neutral', 'contradiction'];
const MNLI_COLUMNS = [
  ...['index', 'promptID', 'pairID', 'genre', 'sentence1_binary_parse', 'sentence2_binary_parse'],
  ...['sentence1_parse', 'sentence2_parse', 'sentence1', 'sentence2'],
];

/** The mismatched file is of another genre. */
function mnli(seed: number): readonly TextFile[] {
  const parts: readonly MnliFile[] = [
    { name: 'train', rows: TRAIN, genre: 'letters', votes: 1 },
    { name: 'dev_matched', rows: DEV, genre: 'letters', votes: 5 },
    { name: 'dev_mismatched', rows: DEV, genre: 'chronicle', votes: 5 },
  ];
  return parts.map((file) => {
    const random = randomStream('miniature', seed, 'mnli', file.name);
    const votes = Array.from({ length: file.votes }, (_, index) => `label${index + 1}`);
    const columns = [...MNLI_COLUMNS, ...votes, 'gold_label'];
    return tsv(
      `mnli/${file.name}.tsv`,
      columns,
      rowsOf(file.rows, (index) => mnliRow(index, file, random)),
    );
  });
}

interface MnliFile {
  readonly name: string;
  readonly rows: number;
  readonly genre: Genre;
  readonly votes: number;
}

function mnliRow(index: number, { genre, votes }: MnliFile, random: RandomStream): (string | number)[] {
  const relation = random.integer(RELATIONS.length);
  const { premise, hypothesis } = inference(RELATIONS[relation]!, genre, random);
  const gold = RELATIONS[annotated(relation, RELATIONS.length, random)];
  const parses = ['n/a', 'n/a', 'n/a', 'n/a'];
  const labels = Array<string>(votes + 1).fill(gold!);
  return [index, index, `${index}e`, genre, ...parses, premise, hypothesis, ...labels];
}

const LETTERS = ['A', 'B', 'C', 'D'];

/** Passages of one question: easy ones for the middle school, hard ones for the high school. */
function race(seed: number): readonly TextFile[] {
  const parts = [
    { folder: 'train/middle', passages: TRAIN_PASSAGES, passage: easyPassage },
    { folder: 'train/high', passages: TRAIN_PASSAGES, passage: hardPassage },
    { folder: 'dev/middle', passages: DEV, passage: easyPassage },
    { folder: 'dev/high', passages: DEV, passage: hardPassage },
  ];
  return parts.flatMap(({ folder, passages, passage }) => {
    const random = randomStream('miniature', seed, 'race', folder);
    return Array.from({ length: passages }, (_, index) => {
      const path = `RACE/${folder}/${index}.txt`;
      return { path: `race/${path}`, text: raceText(passage(random), { id: path, random }) };
    });
  });
}

function raceText(
  { sentences, question, answer, others }: Passage,
  { id, random }: { id: string; random: RandomStream },
): string {
  const options = random.shuffle([answer, ...others]);
  const label = annotated(options.indexOf(answer), LETTERS.length, random);
  const article = sentences.join(' ');
  const whole = { answers: [LETTERS[label]], options: [options], questions: [question], article, id };
  return `${JSON.stringify(whole)}\n`;
}

const STORY_COLUMNS = [
  ...['InputStoryid', 'InputSentence1', 'InputSentence2', 'InputSentence3', 'InputSentence4'],
  ...['RandomFifthSentenceQuiz1', 'RandomFifthSentenceQuiz2', 'AnswerRightEnding'],
];

function storyCloze(seed: number): TextFile {
  const random = randomStream('miniature', seed, 'storycloze');
  const row = (index: number) => {
    const { sentences, ending, wrongEnding } = story(random);
    const right = random.integer(2);
    const endings = right === 0 ? [ending, wrongEnding] : [wrongEnding, ending];
    const id = createHash('sha256').update(`${seed}/${index}`).digest('hex').slice(0, 32);
    return [id, ...sentences, ...endings, annotated(right, 2, random) + 1];
  };
  const text = stringify([STORY_COLUMNS, ...rowsOf(STORIES, row)]);
  return { path: 'storycloze/stories.csv', text };
}

/** The label, or now and then another. */
function annotated(label: number, classes: number, random: RandomStream): number {
  if (random.uniform() >= MISLABELLED) return label;
  return (label + 1 + random.integer(classes - 1)) % classes;
}

function rowsOf<T>(count: number, row: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => row(index));
}

function tsv(
  path: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): TextFile {
  return { path, text: `${[columns, ...rows].map((cells) => cells.join('\t')).join('\n')}\n` };
}

/** Data sets in their original formats, a few kilobytes each, and what can be wrong with their rows. */
import { book } from '../../src/datasets/miniature/books.js';
import { taskFiles } from '../../src/datasets/miniature/tasks.js';
import type { TextFile } from '../../src/datasets/miniature/tasks.js';
import type { RandomStream } from '../../src/random/stream.js';
import { isOneIn, projectFile, times } from './case.js';
import type { Entry, FuzzCase } from './case.js';
import { anyText, damagedText, written } from './text.js';
import { changedTree } from './trees.js';

export interface SmallSet {
  readonly name: string;
  readonly files: readonly TextFile[];
}

const ROWS = 40;
const PASSAGES = 4;

const SMALL_TASKS = taskFiles(1)
  .filter(({ path }) => !path.startsWith('race/') || Number(/(\d+)\.txt$/.exec(path)?.[1]) < PASSAGES)
  .map(({ path, text }) => ({ path, text: `${text.split('\n').slice(0, ROWS).join('\n')}\n` }));

/** The files of a task that the miniature has, without its folder. */
const ofMiniature = (name: string): SmallSet => ({
  name,
  files: SMALL_TASKS.filter(({ path }) => path.startsWith(`${name}/`)).map(({ path, text }) => ({
    path: path.slice(name.length + 1),
    text,
  })),
});

/** Rows with tabs between their cells. */
const table = (path: string, rows: readonly (readonly (string | number)[])[]): TextFile => ({
  path,
  text: rows.map((row) => `${row.join('\t')}\n`).join(''),
});

const SENTENCES = times(
  ROWS,
  (index) => `The ${['cat', 'dog', 'king', 'ship'][index % 4]} number ${index} sleeps .`,
);

const cola: SmallSet = {
  name: 'cola',
  files: ['train', 'dev'].map((split) =>
    table(
      `${split}.tsv`,
      SENTENCES.map((text, index) => ['ks08', index % 2, index % 2 ? '' : '*', text]),
    ),
  ),
};

const stsb: SmallSet = {
  name: 'sts-b',
  files: ['train', 'dev'].map((split) =>
    table(`${split}.tsv`, [
      ['index', 'sentence1', 'sentence2', 'score'],
      ...SENTENCES.map((text, index) => [index, text, SENTENCES[(index * 7) % ROWS]!, (index % 11) / 2]),
    ]),
  ),
};

export const BOOKS: SmallSet = {
  name: 'books',
  files: times(3, (index) => ({ path: `book-${index}.txt`, text: book(1, index, 300) })),
};

const TASK_SETS = [...['sst-2', 'qqp', 'mnli', 'race', 'storycloze'].map(ofMiniature), cola, stsb];

export const SMALL_SETS: readonly SmallSet[] = [...TASK_SETS, BOOKS];

type RowChange = (rows: string[], random: RandomStream) => void;

const anyRow = (rows: readonly string[], random: RandomStream): number => random.integer(rows.length);

const joints = (row: string): string => (row.includes('\t') ? '\t' : ',');

/** Of rows of TSV, CSV or lines of JSON alike. */
const ROW_CHANGES: readonly RowChange[] = [
  (rows) => rows.shift(),
  (rows, random) => rows.splice(1, 1 + random.integer(rows.length)),
  (rows, random) => rows.splice(0, rows.length, ...times(random.pick([1, 2000]), () => rows[0]!)),
  (rows, random) => {
    const at = anyRow(rows, random);
    rows[at] = rows[at]!.slice(0, random.integer(rows[at]!.length + 1));
  },
  (rows, random) => {
    const at = anyRow(rows, random);
    const cells = rows[at]!.split(joints(rows[at]!));
    cells[random.integer(cells.length)] = anyText(random);
    rows[at] = cells.join(joints(rows[at]!));
  },
  (rows, random) => {
    const at = anyRow(rows, random);
    rows[at] = `${rows[at]}${random.pick(['"', '\t', ',', '\u0000', '\r', '\u001b[31m', ' '.repeat(5000)])}`;
  },
  // One class, or labels that are none.
  (rows, random) => {
    const label = random.pick(['0', '1', '7', '-', '', 'nan', '-1', '1e0', 'neutral', ' 1', '5.0', '5.1']);
    rows.forEach((row, index) => (rows[index] = index === 0 ? row : row.replace(/[^\t,]*$/, label)));
  },
  // One id.
  (rows) => rows.forEach((row, index) => (rows[index] = index === 0 ? row : row.replace(/^[^\t,]*/, 'x'))),
  // A very long sentence.
  (rows, random) => {
    const at = anyRow(rows, random);
    const word = random.pick(['word ', 'x', '\u4f60', '"', '\u00e9']);
    rows[at] = rows[at]!.replace(' ', ` ${word.repeat(random.pick([10_000, 3_000_000]))}`);
  },
  (rows, random) =>
    rows.forEach(
      (row, index) => (rows[index] = row.replaceAll(joints(row), random.pick([' ', ';', '\t\t']))),
    ),
];

function changedRows(text: string, random: RandomStream): string {
  const rows = text.split('\n').slice(0, -1);
  for (let i = 1 + random.integer(2); i > 0 && rows.length > 1; i--) random.pick(ROW_CHANGES)(rows, random);
  return rows.map((row) => `${row}\n`).join('');
}

function changedJson(text: string, random: RandomStream): string {
  const changed: unknown = changedTree([JSON.parse(text) as unknown], random)[0];
  return JSON.stringify(changed) ?? '';
}

function changedText(text: string, random: RandomStream): string {
  if (isOneIn(random, 4)) return damagedText(text, random);
  return text.startsWith('{') && !isOneIn(random, 4) ? changedJson(text, random) : changedRows(text, random);
}

/** The files of a set, one or all of them damaged. */
export function hostileFiles(
  { files }: SmallSet,
  random: RandomStream,
): readonly { path: string; bytes: Buffer }[] {
  const chosen = isOneIn(random, 4) ? -1 : random.integer(files.length);
  return files.map(({ path, text }, index) => ({
    path,
    bytes: chosen === -1 || index === chosen ? written(changedText(text, random), random) : Buffer.from(text),
  }));
}

/** An experiment that needs the set and nothing else that is real. */
function experimentOn(name: string): Entry {
  const evaluate =
    name === 'books' ? 'evaluate: { tasks: [sst-2] }' : `evaluate: { source: real, tasks: [${name}] }`;
  const corpus = name === 'books' ? 'books' : 'miniature';
  return projectFile(
    'experiments/uses.yaml',
    `name: uses\nextends: gpt1-mini\npretrain: { corpus: ${corpus} }\n${evaluate}\n`,
  );
}

const AFTERWARDS: readonly (readonly string[])[] = [
  ['data', 'list'],
  ['data', 'verify'],
  ['plan', 'uses'],
  ['plan', 'uses'],
];

/** A folder of damaged files is imported; where that is accepted, it is used. */
export function dataCase(random: RandomStream): FuzzCase {
  const set = random.pick(SMALL_SETS);
  const files = hostileFiles(set, random).map(({ path, bytes }) => ({
    path: `input/${set.name}/${path}`,
    bytes,
  }));
  const source = set.name === 'storycloze' && isOneIn(random, 2) ? `${set.name}/stories.csv` : set.name;
  return {
    entries: [experimentOn(set.name), ...files],
    commands: [['data', 'import', set.name, `../input/${source}`], random.pick(AFTERWARDS)],
  };
}

/** Names of files that are no name of a file. */
const STRANGE_NAMES = [
  '\u001b[31mred.txt',
  'a\nb.txt',
  '.txt',
  '-rf.txt',
  ' .txt',
  '\u202etxt.exe.txt',
  'e\u0301.txt',
  `${'x'.repeat(240)}.txt`,
];

const STRANGE_ENTRIES: readonly ((folder: string, random: RandomStream) => readonly Entry[])[] = [
  (folder) => [{ path: `${folder}/loop`, link: '.' }],
  (folder) => [{ path: `${folder}/up`, link: '..' }],
  (folder) => [{ path: `${folder}/self.txt`, link: 'self.txt' }],
  (folder) => [{ path: `${folder}/dangling.txt`, link: 'nowhere.txt' }],
  (folder) => [{ path: `${folder}/pipe.txt`, fifo: true }],
  (folder) => [{ path: `${folder}/train.tsv`, fifo: true }],
  (folder) => [{ path: `${folder}/zero.txt`, link: '/dev/zero' }],
  (folder) => [{ path: `${folder}/empty.txt`, bytes: '' }],
  (folder) => [{ path: `${folder}/folder.txt`, folder: true }],
  (folder) => [
    { path: `${folder}/${times(60, () => 'deep').join('/')}/book.txt`, bytes: 'Once upon a time.' },
  ],
  (folder) => times(1500, (index) => ({ path: `${folder}/many/${index}.txt`, bytes: 'One.' })),
  (folder, random) => [{ path: `${folder}/${random.pick(STRANGE_NAMES)}`, bytes: anyText(random) }],
];

/** Folders with links, pipes, devices and strange names in them. */
export function folderCase(random: RandomStream): FuzzCase {
  const set = isOneIn(random, 2) ? BOOKS : random.pick(TASK_SETS);
  const folder = `input/${set.name}`;
  const strange = times(1 + random.integer(3), () => random.pick(STRANGE_ENTRIES)(folder, random)).flat();
  const taken = new Set(strange.map(({ path }) => path));
  const files = isOneIn(random, 5)
    ? []
    : set.files.map(({ path, text }) => ({ path: `${folder}/${path}`, bytes: text }));
  const given = random.pick([
    `../${folder}`,
    `../${folder}`,
    `../${folder}`,
    '',
    '.',
    '/dev/null',
    `../${folder}/nowhere`,
  ]);
  return {
    entries: [...strange, ...files.filter(({ path }) => !taken.has(path))],
    commands: [['data', 'import', set.name, given]],
  };
}

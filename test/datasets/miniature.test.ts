import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../src/corpora/corpus.js';
import { readCorpus } from '../../src/corpora/read.js';
import { corpusFolder, dataFolder, downloadFolder, taskFolder } from '../../src/datasets/folders.js';
import { hashData } from '../../src/datasets/hash.js';
import { ensureMiniature, miniatureFiles, MINIATURE_VERSION } from '../../src/datasets/miniature/index.js';
import { CRAFTS, DISPLEASING, PLEASING } from '../../src/datasets/miniature/lexicon.js';
import { readManifest } from '../../src/datasets/manifest.js';
import { readRecord } from '../../src/datasets/record.js';
import { MINIATURE_TASKS } from '../../src/tasks/index.js';
import type { TaskName } from '../../src/tasks/index.js';
import { TASKS } from '../../src/tasks/index.js';
import type { Example, Split } from '../../src/tasks/task.js';
import { wordsOf } from '../../src/tokenizer/words.js';
import { craftOf, MEANING, wordsOfCraft } from './meaning.js';

/** All files but the record. A change needs MINIATURE_VERSION raised, or old data stays where it was generated. */
const GOLDEN = { version: 1, sha256: '9f73428180b1f954aafd39b2abca7d3da5397090796546907a28e74ee35dc34d' };

const ROOT = join(import.meta.dirname, '..', '..');

let parent: string;
let datasets: string;
let data: string;
const splits = new Map<string, Split | null>();
const books: Document[] = [];

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'reprise-miniature-'));
  datasets = join(parent, 'datasets');
  data = dataFolder(datasets, 'miniature');
  await ensureMiniature(datasets);
  for (const task of MINIATURE_TASKS)
    for (const name of ['train', ...TASKS[task].splits.map(({ name }) => name)])
      splits.set(`${task}/${name}`, await TASKS[task].read(taskFolder(datasets, 'miniature', task), name));
  for await (const document of readCorpus(corpusFolder(datasets, 'miniature'))) books.push(document);
});
afterAll(() => rm(parent, { recursive: true, force: true }));

const elsewhere = (name: string): string => join(parent, name);
const hashOf = async (folder: string) => (await hashData(dataFolder(folder, 'miniature'))).sha256;
const examplesOf = (task: TaskName, split = 'train'): readonly Example[] =>
  splits.get(`${task}/${split}`)!.examples;

/** Every split of every task. */
const classesOf = (task: TaskName): readonly string[] => {
  const { output } = TASKS[task];
  return output.kind === 'classes' ? output.names : [];
};

const ALL = MINIATURE_TASKS.flatMap((task) =>
  ['train', ...TASKS[task].splits.map(({ name }) => name)].map((split) => ({ task, split })),
);

describe('the generator', () => {
  it('makes the bytes of its version', async () => {
    expect({ version: MINIATURE_VERSION, sha256: await hashOf(datasets) }).toEqual(GOLDEN);
  });

  it('writes its files as it yields them, and beside them the record alone', async () => {
    const yielded = [...miniatureFiles()];
    const written = await readdir(data, { recursive: true, withFileTypes: true });
    expect(written.filter((entry) => entry.isFile())).toHaveLength(yielded.length + 1);
    for (const { path, text } of yielded) expect(await readFile(join(data, path), 'utf8')).toBe(text);
  });

  it('notes the hash of each file and its version, and leaves nothing half made', async () => {
    const record = await readRecord(data);
    expect(record).toMatchObject({ generator: MINIATURE_VERSION });
    const files = (await readdir(data, { recursive: true, withFileTypes: true })).filter((one) =>
      one.isFile(),
    );
    expect(Object.keys(record!.files)).toHaveLength(files.length - 1);
    expect(await readdir(downloadFolder(datasets, 'miniature')).catch(() => [])).toEqual([]);
  });

  it('leaves what is there of its version alone', async () => {
    const file = join(data, 'sst-2', 'dev.tsv');
    const before = await stat(file);
    await ensureMiniature(datasets);
    const after = await stat(file);
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  it('makes the same bytes when two processes are asked at once', async () => {
    const fresh = elsewhere('processes');
    const script = join(ROOT, 'test', 'datasets', 'make-miniature.mjs');
    const make = () => promisify(execFile)(process.execPath, [script, fresh]);
    await Promise.all([make(), make()]);
    expect(await hashOf(fresh)).toBe(await hashOf(datasets));
  });

  it('makes the same bytes when it is asked twice at once in one process', async () => {
    const fresh = elsewhere('calls');
    await Promise.all([ensureMiniature(fresh), ensureMiniature(fresh)]);
    expect(await hashOf(fresh)).toBe(await hashOf(datasets));
  });

  it('makes it anew where somebody has changed a file', async () => {
    const changed = elsewhere('changed');
    await cp(datasets, changed, { recursive: true });
    await writeFile(join(dataFolder(changed, 'miniature'), 'sst-2', 'dev.tsv'), 'sentence\tlabel\nfine\t1\n');
    await ensureMiniature(changed);
    expect(await hashOf(changed)).toBe(await hashOf(datasets));
  });

  it('replaces what another version made', async () => {
    const old = elsewhere('old');
    const folder = dataFolder(old, 'miniature');
    const record = {
      files: {},
      downloads: [],
      splits: [],
      documents: null,
      generator: MINIATURE_VERSION - 1,
    };
    await mkdir(join(folder, 'sst-2'), { recursive: true });
    await writeFile(join(folder, 'imported.json'), JSON.stringify(record));
    await writeFile(join(folder, 'sst-2', 'of-old.tsv'), 'sentence\tlabel\n');
    await ensureMiniature(old);
    expect(await hashOf(old)).toBe(await hashOf(datasets));
  });
});

const OF_CRAFTS = new Set(CRAFTS.flatMap(wordsOfCraft));

/** Words of crafts that stand side by side. */
function neighbours(text: string): string[] {
  const words = wordsOf(text);
  return words.flatMap((word, index) =>
    OF_CRAFTS.has(word) && OF_CRAFTS.has(words[index + 1]!) ? [`${word} ${words[index + 1]}`] : [],
  );
}

describe('the books', () => {
  it('are sixty documents of plain sentences', () => {
    expect(books).toHaveLength(60);
    for (const { text } of books) expect(text).toMatch(/^(?:[A-Z][a-zA-Z ]+[.?](?: |\n))+$/);
  });

  it('put words of a craft side by side, never words of two, and the tasks put none', () => {
    const told = books.slice(0, 10).flatMap(({ text }) => neighbours(text));
    // Of two crafts, craftOf would throw.
    const crafts = [...new Set(told)].map(craftOf);
    for (const { name } of CRAFTS) expect(crafts.filter((one) => one === name).length).toBeGreaterThan(20);
    const texts = ALL.flatMap(({ task, split }) => examplesOf(task, split)).flatMap(({ fields }) =>
      Object.values(fields),
    );
    expect(texts.flatMap(neighbours)).toEqual([]);
  });

  it('have every word that the tasks use', () => {
    const known = new Set(books.flatMap(({ text }) => [...new Set(wordsOf(text))]));
    const used = new Set(
      ALL.flatMap(({ task, split }) =>
        examplesOf(task, split).flatMap(({ fields }) => Object.values(fields).flatMap(wordsOf)),
      ),
    );
    expect([...used].filter((word) => !known.has(word))).toEqual([]);
    expect(used.size).toBeGreaterThan(250);
  });
});

describe('the words of the world', () => {
  it('belong to one craft each, or to one feeling', () => {
    const words = [
      ...CRAFTS.flatMap((craft) => [craft.name, ...wordsOfCraft(craft)]),
      ...PLEASING,
      ...DISPLEASING,
    ];
    expect(new Set(words).size).toBe(words.length);
  });
});

describe.each(ALL)('$task/$split', ({ task, split }) => {
  it('is read without a refused row, as many examples as the manifest says', async () => {
    const read = splits.get(`${task}/${split}`);
    const { splits: stated } = await readManifest(join(ROOT, 'datasets'), 'miniature');
    expect(read).toMatchObject({ rejected: [], unlabelled: 0 });
    expect(read!.examples).toHaveLength(stated[`${task}/${split}`]!.rows);
  });

  it('has its labels in the shares that were meant', () => {
    const examples = examplesOf(task, split);
    const classes = classesOf(task);
    // 3 % of wrong labels move the duplicates of QQP from 37 % to 37.8 %.
    const meant = task === 'qqp' ? [0.622, 0.378] : classes.map(() => 1 / classes.length);
    classes.forEach((_, index) => {
      const share = examples.filter(({ label }) => label === index).length / examples.length;
      expect(Math.abs(share - meant[index]!)).toBeLessThan(4 * deviation(meant[index]!, examples.length));
    });
  });

  it('can be answered by who knows the world, but for about three labels in a hundred', () => {
    const examples = examplesOf(task, split);
    const wrong = examples.filter(({ fields, label }) => MEANING[task]!(fields) !== label);
    const share = wrong.length / examples.length;
    expect(Math.abs(share - 0.03)).toBeLessThan(3 * deviation(0.03, examples.length));
  });
});

/** Standard deviation of a share of n. */
const deviation = (share: number, n: number): number => Math.sqrt((share * (1 - share)) / n);

/** Articles, pronouns and verbs: what every text has. */
const EVERYWHERE = new Set('at the she he works goes to uses takes needs buys makes sells'.split(' '));

describe('to tell the right option by the words that it shares', () => {
  const overlap = (text: string, option: string): number => {
    const words = new Set(wordsOf(text));
    return wordsOf(option).filter((word) => words.has(word)).length;
  };

  it.each(['dev-middle', 'dev-high', 'train'])(
    'does not help in RACE: no option shares any (%s)',
    (split) => {
      for (const { fields } of examplesOf('race', split))
        for (const letter of classesOf('race')) {
          const content = wordsOf(fields[letter]!).filter(
            (word) => /\p{L}/u.test(word) && !EVERYWHERE.has(word),
          );
          expect(content).toHaveLength(1);
          expect(wordsOf(fields.article!)).not.toContain(content[0]);
        }
    },
  );

  it.each(['dev', 'train'])('helps no more than chance in Story Cloze (%s)', (split) => {
    const examples = examplesOf('storycloze', split);
    for (const { fields } of examples)
      for (const ending of [fields.ending1, fields.ending2])
        expect(wordsOf(fields.story!)).not.toContain(wordsOf(ending!).at(-2));
    const told = examples.filter(
      ({ fields: { story, ending1, ending2 } }) => overlap(story!, ending1!) !== overlap(story!, ending2!),
    );
    const right = told.filter(
      ({ fields: { story, ending1, ending2 }, label }) =>
        (overlap(story!, ending1!) > overlap(story!, ending2!) ? 0 : 1) === label,
    );
    expect(Math.abs(right.length / told.length - 0.5)).toBeLessThan(3 * deviation(0.5, told.length));
  });
});

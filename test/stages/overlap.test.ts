/** Planted items must be found: the real program on data of a few kilobytes, and the search for n-grams by itself. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { book } from '../../src/datasets/miniature/books.js';
import type { Overlap } from '../../src/stages/result.js';
import { Grams, plainWords } from '../../src/stages/overlap/grams.js';
import { openStore } from '../../src/store/open.js';
import type { StageRecord } from '../../src/store/store.js';
import { makeProject, SMALL } from '../cli/program.js';
import type { TestProject } from '../cli/program.js';

/** Of words that no book and no other item has; what is planted differs in case and punctuation. */
const DEV = [
  'zebras quietly juggle nine violet umbrellas behind that marble lighthouse\t1',
  'nobody expected yonder walrus choir humming beneath frozen chandeliers tonight\t0',
  'seven copper kites argued about geometry until breakfast finally arrived\t1',
  'an orchid borrowed twelve bagpipes from its very sleepy neighbour\t0',
  'Wonky  marmalade!\t1',
  'pelicans audited every submarine before lunch while giraffes applauded politely\t0',
];
const BOOKS = 20;
const HELD_OUT = BOOKS - 1;

let project: TestProject;
let overlaps: ReadonlyMap<string, Overlap>;
let record: StageRecord;

beforeAll(async () => {
  project = await makeProject();
  const shelf = join(project.root, 'datasets', 'shelf', 'data');
  const sst2 = join(project.root, 'datasets', 'sst-2', 'data');
  for (const folder of [shelf, sst2]) await mkdir(folder, { recursive: true });
  for (let index = 0; index < BOOKS; index++)
    await writeFile(join(shelf, `book-${String(index).padStart(2, '0')}.txt`), book(1, index, 40));
  await appendFile(
    join(shelf, 'book-03.txt'),
    'He said: “Zebras quietly JUGGLE nine violet umbrellas, behind that marble lighthouse!”\nA wonky marmalade.\n',
  );
  await appendFile(
    join(shelf, `book-${HELD_OUT}.txt`),
    'Pelicans audited every submarine before lunch while giraffes applauded politely.\n',
  );
  const train = [
    'Nobody expected: yonder walrus choir humming beneath frozen chandeliers tonight.\t0',
    'seven copper kites argued about geometry until breakfast finally arrived\t0',
    'a dull film\t0',
    'A dull film!\t0',
    'a dull film\t0',
    'a great film\t1',
    'a great film\t0',
    'perhaps an orchid borrowed twelve bagpipes from its very sleepy aunt\t0',
    ...Array.from({ length: 12 }, (_, index) => `film number ${index} is fine\t1`),
  ];
  const file = (rows: readonly string[]): string => `sentence\tlabel\n${rows.join('\n')}\n`;
  await writeFile(join(sst2, 'train.tsv'), file(train));
  await writeFile(join(sst2, 'dev.tsv'), file(DEV));
  await project.experiment(
    'planted',
    SMALL.replace('maxTrainExamples: 40', 'maxTrainExamples: null').replace('steps: 30', 'steps: 2'),
  );
  const { code, err } = await project.reprise('run', 'planted');
  expect(err).toContain('overlap sst-2');
  expect(code).toBe(0);
  const store = await openStore(join(project.root, 'results'), 'read');
  record = (await store.allStages()).find(({ kind }) => kind === 'overlap')!;
  overlaps = new Map((await store.overlaps(record.key)).map((item) => [item.id, item]));
  await store.close();
});
afterAll(() => project.remove());

/** The item of a line of DEV. */
const item = (index: number): Overlap => overlaps.get(`dev.tsv:${index + 2}`)!;
const found = (index: number) => {
  const { corpus, train, copy } = item(index);
  return { corpus, train, copy };
};

describe('an item that was planted', () => {
  it('in a training document of the corpus is found there, whatever its case and punctuation', () => {
    expect(found(0)).toEqual({ corpus: 1, train: 0, copy: null });
  });

  it('in the training split is found there, and is a copy with the same label', () => {
    expect(found(1)).toEqual({ corpus: 0, train: 1, copy: 'same' });
  });

  it('with another label is a copy with another label', () => {
    expect(found(2)).toEqual({ corpus: 0, train: 1, copy: 'other' });
  });

  it('in part is no copy, and has the share of its n-grams that were found', () => {
    expect(found(3)).toEqual({ corpus: 0, train: 2 / 3, copy: null });
  });

  it('and is shorter than an n-gram is found as a whole', () => {
    expect(item(4)).toMatchObject({ words: 2, corpus: 1, train: 0, copy: null });
  });

  it('in a held-out document alone was not trained on', () => {
    expect(found(5)).toEqual({ corpus: 0, train: 0, copy: null });
  });
});

describe('the facts', () => {
  it('count what overlaps, what is copied, and training examples that repeat or contradict each other', () => {
    expect(record.facts).toEqual({
      examples: { train: 20, dev: 6 },
      overlapping: { corpus: { dev: 2 }, train: { dev: 2 } },
      copies: { dev: 2 },
      ...{ repeated: 2, contradictory: 2 },
    });
  });

  it('come with numbers that no thread and no engine had a part in', () => {
    expect(record.threads).toBe(1);
    expect(record.identity).not.toHaveProperty('numericsVersion');
    expect(record.spec).toMatchObject({ seed: null, maxTrainExamples: null });
  });
});

it('show lists the share of every item', async () => {
  const { out } = await project.reprise('show', record.key, '--json');
  expect(JSON.parse(out).overlaps).toEqual([...overlaps.values()]);
});

it('the page warns of the copies, and its tables part the accuracy', async () => {
  const read = (file: string) => readFile(join(project.root, 'reports', 'planted', file), 'utf8');
  expect(await read('index.html')).toMatch(/2 of 6 evaluat[^.]*SST-2[^.]*1 of them with another label/);
  const csv = (await read('overlap.csv'))
    .split('\n')
    .filter((line) => line.startsWith('variant,reference,sst-2,dev,'));
  expect(csv.map((line) => line.split(',').slice(4, 7).join(' '))).toEqual([
    'corpus clean 4',
    'corpus overlapping 2',
    'train clean 4',
    'train overlapping 2',
  ]);
});

describe('the search for n-grams', () => {
  const shares = (items: readonly string[], ...texts: readonly string[]) =>
    new Grams(items.map(plainWords), 3).sharesIn(texts.map(plainWords));

  it('agrees with looking for each n-gram as text', () => {
    let state = 7;
    const next = (below: number): number => (state = (state * 48271) % 2147483647) % below;
    const text = (length: number): string => Array.from({ length }, () => `w${'abcde'[next(5)]}`).join(' ');
    const items = Array.from({ length: 200 }, () => text(1 + next(9)));
    const texts = Array.from({ length: 20 }, () => text(1 + next(12)));
    const expected = items.map((words) => {
      const list = words.split(' ');
      const length = Math.min(3, list.length);
      const grams = list.slice(length - 1).map((_, from) => list.slice(from, from + length).join(' '));
      return (
        grams.filter((gram) => texts.some((one) => ` ${one} `.includes(` ${gram} `))).length / grams.length
      );
    });
    expect(new Set(expected).size).toBeGreaterThan(4);
    expect(shares(items, ...texts)).toEqual(expected);
  });

  it('joins no two texts, passes over no foreign word, and finds nothing of an item without words', () => {
    expect(shares(['a b c'], 'a b', 'c')).toEqual([0]);
    expect(shares(['a b c'], 'a b x c')).toEqual([0]);
    expect(shares(['a b c'], 'x a, B. c')).toEqual([1]);
    expect(shares(['…'], '…')).toEqual([0]);
  });
});

/** A project that has results, and damage to them: the lock file, the database, the artifacts. */
import { readdirSync } from 'node:fs';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import knex from 'knex';
import type { Knex } from 'knex';
import type { RandomStream } from '../../src/random/stream.js';
import { isOneIn } from './case.js';
import type { FuzzCase } from './case.js';
import { damagedBytes, damagedText, written } from './text.js';
import { changedTree } from './trees.js';

/** The experiment that has results: seconds, and every kind of stage. Its data are those of test/cli's `smallData`. */
export const NAME = 'small';
export const EXPERIMENT = `name: ${NAME}
tokenizer: { vocabularySize: 320 }
model: { layers: 1, hiddenSize: 16, heads: 2, contextLength: 32 }
pretrain: { corpus: shelf, steps: 4, batchSize: 2, warmupSteps: 1, evaluateEvery: 2, checkpointEvery: 2 }
finetune: { epochs: 1, batchSize: 4, maxTrainExamples: 8 }
evaluate: { source: real, tasks: [sst-2], maxExamples: 8, baselines: [majority] }
sweep: { factors: { model.heads: [2, 4] } }
`;

const LOCK_FILE = `root/experiments/${NAME}.lock.json`;
const DATABASE = 'root/results/reprise.sqlite';
const COMPARED: readonly string[] = ['verify', 'lock', NAME];

export const lockCase = (random: RandomStream): FuzzCase => ({
  entries: [],
  commands: [isOneIn(random, 3) ? [...COMPARED, '--json'] : COMPARED],
  spoil: async (folder) => {
    const file = join(folder, LOCK_FILE);
    const text = await readFile(file, 'utf8');
    const isTree = !isOneIn(random, 3);
    const changed = isTree
      ? JSON.stringify(changedTree(JSON.parse(text) as object, random))
      : damagedText(text, random);
    await writeFile(file, written(changed, random));
  },
});

const READERS: readonly (readonly string[])[] = [
  ['status'],
  ['status', NAME],
  ['status', NAME, '--json'],
  ['show', NAME],
  ['show', `${NAME}:reference:1`],
  ['report', NAME],
  ['plan', NAME],
  ['compare', NAME, 'reference', 'heads=4'],
  ['gc', '--dry-run'],
  ['why', `${NAME}:reference:1`],
  COMPARED,
];

type Spoil = (folder: string, random: RandomStream) => Promise<void>;

const bytesOfDatabase: Spoil = async (folder, random) => {
  const file = join(folder, DATABASE);
  await writeFile(file, damagedBytes(await readFile(file), random));
};

const VALUES = [
  '',
  '{',
  'null',
  '[]',
  '{}',
  '""',
  'done',
  '\u001b[31m',
  1e308,
  -1,
  null,
  Buffer.from([0, 255]),
];

/** A cell of a table: another value, or the JSON that it holds with changes. */
async function changeCell(database: Knex, table: string, random: RandomStream): Promise<void> {
  const rows = await database(table).select<Record<string, unknown>[]>(database.raw('rowid as chosen, *'));
  if (rows.length === 0) return;
  const { chosen, ...row } = random.pick(rows);
  const column = random.pick(Object.keys(row));
  const present = row[column];
  const isJson = typeof present === 'string' && /^[[{]/.test(present);
  const value =
    isJson && !isOneIn(random, 3)
      ? JSON.stringify(changedTree(JSON.parse(present) as object, random))
      : random.pick(VALUES);
  await database.raw('update ?? set ?? = ? where rowid = ?', [table, column, value, chosen as number]);
}

const rowsOfDatabase: Spoil = async (folder, random) => {
  const database = knex({
    client: 'sqlite3',
    connection: { filename: join(folder, DATABASE) },
    useNullAsDefault: true,
  });
  try {
    await database.raw('pragma foreign_keys = off');
    const found = await database('sqlite_master')
      .where({ type: 'table' })
      .orderBy('name')
      .pluck<string[]>('name');
    const table = random.pick(found.filter((name) => !name.startsWith('sqlite_')));
    const all = isOneIn(random, 5)
      ? [() => database.schema.dropTable(table), () => database(table).delete()]
      : [];
    // A constraint may refuse the value: then the row is as it was.
    if (all.length > 0) await random.pick(all)();
    else await changeCell(database, table, random).catch(() => undefined);
  } finally {
    await database.destroy();
  }
};

/** An artifact or a log of the results. */
const oneFile: Spoil = async (folder, random) => {
  const results = join(folder, 'root/results');
  const files = readdirSync(results, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const file = random.pick(files);
  const damages: (() => Promise<void>)[] = [
    () => rm(file),
    () => truncate(file, 0),
    async () => writeFile(file, damagedBytes(await readFile(file), random)),
  ];
  await random.pick(damages)();
};

/** The stored bytes hold times, so they are like, and not equal, from one run of the driver to the next. */
export function storeCase(random: RandomStream): FuzzCase {
  const spoil = random.pick([bytesOfDatabase, rowsOfDatabase, rowsOfDatabase, rowsOfDatabase, oneFile]);
  return { entries: [], commands: [random.pick(READERS)], spoil: (folder) => spoil(folder, random) };
}

/** Opens the database of a results folder and brings its schema up to date. */
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import knex from 'knex';
import type { Knex } from 'knex';
import { UserError } from '../failure.js';
import { explained } from './failures.js';
import { refuseNetwork } from './file-system.js';
import { ageOf, migrationSource } from './migrations.js';

/** How long a statement waits for another process that writes, in milliseconds. */
const BUSY_MILLISECONDS = 30_000;

/** How long one waits for the store's one connection while another statement waits so. */
const PATIENCE_MILLISECONDS = 4 * BUSY_MILLISECONDS;

/** To read asks for no right to write, unless a migration is pending. */
export type Access = 'read' | 'write';

export const databaseFile = (folder: string): string => join(folder, 'reprise.sqlite');

/** The database of a results folder; made if absent, to write. Throws UserError where it cannot be opened. */
export async function openDatabase(folder: string, purpose: Access): Promise<Knex> {
  const file = databaseFile(folder);
  if (purpose === 'write') await makeWritable(folder, file);
  const isClosed = purpose === 'read' && !(await isWritable(folder, file));
  const database = knex({
    client: 'sqlite3',
    connection: isClosed ? await readOnly(file) : { filename: file },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate: purpose === 'write' ? prepareToWrite : prepareToRead,
      createTimeoutMillis: PATIENCE_MILLISECONDS,
    },
    acquireConnectionTimeout: PATIENCE_MILLISECONDS,
    migrations: { migrationSource },
    log: SILENT,
  });
  try {
    await bringUpToDate(database);
    return database;
  } catch (error) {
    await database.destroy();
    if (error instanceof StrangeSchema) throw schemaError(error, file);
    throw (await isFolder(file)) ? folderError(file) : explained(error, file);
  }
}

/** SQLite opens what it may only read without a word, and would fail at the first write. */
async function makeWritable(folder: string, file: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await refuseNetwork(folder);
    await access(folder, constants.W_OK);
    if (await isThere(file)) await access(file, constants.W_OK);
  } catch (error) {
    throw explained(error, (error as NodeJS.ErrnoException).path ?? folder);
  }
}

const isWritable = async (...paths: readonly string[]): Promise<boolean> =>
  Promise.all(paths.map((path) => access(path, constants.W_OK))).then(
    () => true,
    () => false,
  );

/** Without a log beside it nobody writes, and SQLite must be told so: it cannot make the files that would tell it. */
async function readOnly(file: string): Promise<Knex.Sqlite3ConnectionConfig & { flags: string[] }> {
  const isQuiet = !(await isThere(`${file}-wal`));
  const filename = `${pathToFileURL(file).href}?mode=ro${isQuiet ? '&immutable=1' : ''}`;
  return { filename, flags: ['OPEN_URI'] };
}

const isThere = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** SQLite says of a folder only that it cannot be opened. */
const folderError = (path: string): UserError =>
  new UserError(`${path} is a folder, where the database belongs. Move it away and run again.`);

/**
 * Tries again while another process brings the same new file up to date. One transaction holds all: two processes that
 * each gave knex's lock table a row would lock it for good, and one that died in between would leave it locked.
 */
async function bringUpToDate(database: Knex): Promise<void> {
  const origin = performance.now();
  for (;;) {
    try {
      await database.transaction(migrated);
      return;
    } catch (error) {
      const isLate = performance.now() - origin > BUSY_MILLISECONDS;
      if (isLate || !IS_CONCURRENT.test((error as Error).message)) throw error;
      await setTimeout(ATTEMPT_MILLISECONDS);
    }
  }
}

async function migrated(transaction: Knex.Transaction): Promise<void> {
  const age = ageOf(await migrationsOf(transaction));
  if (age !== 'known') throw new StrangeSchema(age);
  const [, pending] = (await transaction.migrate.list()) as [unknown, readonly unknown[]];
  if (pending.length > 0) await transaction.migrate.latest();
}

/** Names of those that the database went through, as knex notes them. */
async function migrationsOf(transaction: Knex.Transaction): Promise<readonly string[]> {
  if (!(await transaction.schema.hasTable('knex_migrations'))) return [];
  return (await transaction('knex_migrations').select('name')).map(({ name }) => name);
}

class StrangeSchema extends Error {
  constructor(readonly age: 'older' | 'newer') {
    super(`The schema of the database is ${age} than this program.`);
  }
}

const schemaError = ({ age }: StrangeSchema, path: string): UserError =>
  new UserError(
    age === 'newer'
      ? `${path} was written by a newer version of Reprise. Update Reprise, or choose another --root.`
      : `${path} was written by a version of Reprise before 0.1.0, whose results are computed anew. ` +
          `Move the folder ${dirname(path)} away, or choose another --root, and run again.`,
  );

const ATTEMPT_MILLISECONDS = 100;
const IS_CONCURRENT = /already locked|already exists|SQLITE_BUSY/;

const silent = (): void => undefined;
/** knex writes to stdout what it also throws. */
const SILENT = { warn: silent, error: silent, deprecate: silent, debug: silent };

interface Connection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

type Prepared = (error: Error | null, connection: Connection) => void;

const preparation =
  (...pragmas: readonly string[]) =>
  (connection: Connection, done: Prepared): void =>
    connection.exec(pragmas.map((pragma) => `PRAGMA ${pragma};`).join(' '), (error) =>
      done(error, connection),
    );

const BUSY = `busy_timeout = ${BUSY_MILLISECONDS}`;
const prepareToRead = preparation(BUSY, 'foreign_keys = ON');
const prepareToWrite = preparation(BUSY, 'journal_mode = WAL', 'foreign_keys = ON');

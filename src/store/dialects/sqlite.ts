/** SQLite: one file in the results folder, with a write-ahead log; one connection, and patience with other processes. */
import { access, constants, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Knex } from 'knex';
import { UserError, whereAbsent } from '../../failure.js';
import { pathOf, systemFailure } from '../../system-failure.js';
import { explained, startAnew } from '../failures.js';
import { refuseNetwork } from './file-system.js';

/** How long a statement waits for another process that writes, in milliseconds. */
export const BUSY_MILLISECONDS = 30_000;

/** How long one waits for the store's one connection while another statement waits so. */
const PATIENCE_MILLISECONDS = 4 * BUSY_MILLISECONDS;

/** To read asks for no right to write, unless a migration is pending. */
export type Access = 'read' | 'write';

export const databaseFile = (folder: string): string => join(folder, 'reprise.sqlite');

/** How knex opens the file; its folder is made if absent, to write. Throws UserError where it cannot be written. */
export async function sqlite(folder: string, purpose: Access): Promise<Knex.Config> {
  const file = databaseFile(folder);
  if (purpose === 'write') await makeWritable(folder, file);
  await hasDatabase(folder);
  const isClosed = purpose === 'read' && !(await isWritable(folder, file));
  return {
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
  };
}

/** What the user can do where the file could not be opened. */
export async function openingError(error: unknown, file: string): Promise<unknown> {
  return (await isFolder(file)) ? folderError(file) : explained(error, file);
}

/** SQLite opens what it may only read without a word, and would fail at the first write. */
async function makeWritable(folder: string, file: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await refuseNetwork(folder);
    await access(folder, constants.W_OK);
    if (await isThere(file)) await access(file, constants.W_OK);
  } catch (error) {
    const tried = isAccess(error) ? { tried: 'written' } : {};
    throw systemFailure(error, { path: pathOf(error) ?? folder, ...tried });
  }
}

/**
 * Whether there is a database in a folder. Throws UserError where it is lost: absent or empty, and results beside it.
 * A run makes the database first, so one looks for results first.
 */
export async function hasDatabase(folder: string): Promise<boolean> {
  const file = databaseFile(folder);
  const isWorkThere = await isAnyIn(folder, 'artifacts', 'events');
  const size = await stat(file).then((found) => found.size, whereAbsent(null));
  const lack = size === null ? 'not there' : 'empty';
  if ((size ?? 0) === 0 && isWorkThere)
    throw new UserError(
      `${file} is ${lack}, and there are results beside it: it was lost or cut off. ${startAnew(file)}`,
    );
  return size !== null;
}

async function isAnyIn(folder: string, ...names: readonly string[]): Promise<boolean> {
  const lists = names.map((name) => readdir(join(folder, name)).catch(whereAbsent([])));
  return (await Promise.all(lists)).some((list) => list.length > 0);
}

const isAccess = (error: unknown): boolean => (error as NodeJS.ErrnoException).syscall === 'access';

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

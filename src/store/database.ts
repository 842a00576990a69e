/** Opens the database of a results folder and brings its schema up to date. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import knex from 'knex';
import type { Knex } from 'knex';
import { UserError } from '../failure.js';
import { explained } from './failures.js';
import { migrationSource } from './migrations.js';

/** How long a statement waits for another process that writes, in milliseconds. */
const BUSY_MILLISECONDS = 60_000;

/** <folder>/reprise.sqlite, made if absent. Throws UserError where it cannot be opened. */
export async function openDatabase(folder: string): Promise<Knex> {
  const file = join(folder, 'reprise.sqlite');
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw explained(error, folder);
  }
  const database = knex({
    client: 'sqlite3',
    connection: { filename: file },
    useNullAsDefault: true,
    pool: { min: 1, max: 1, afterCreate: prepare },
    migrations: { migrationSource },
    log: SILENT,
  });
  try {
    await bringUpToDate(database);
    return database;
  } catch (error) {
    await database.destroy();
    throw (await isFolder(file)) ? folderError(file) : explained(error, file);
  }
}

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** SQLite says of a folder only that it cannot be opened. */
const folderError = (path: string): UserError =>
  new UserError(`${path} is a folder, where the database belongs. Move it away and run again.`);

/** Tries again while another process brings the same new file up to date. */
async function bringUpToDate(database: Knex): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const [, pending]: [unknown[], unknown[]] = await database.migrate.list();
      if (pending.length > 0) await database.migrate.latest();
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !IS_CONCURRENT.test((error as Error).message)) throw error;
      await setTimeout(ATTEMPT_MILLISECONDS);
    }
  }
}

const ATTEMPTS = 50;
const ATTEMPT_MILLISECONDS = 100;
const IS_CONCURRENT = /already locked|already exists|SQLITE_BUSY/;

const silent = (): void => undefined;
/** knex writes to stdout what it also throws. */
const SILENT = { warn: silent, error: silent, deprecate: silent, debug: silent };

interface Connection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

function prepare(connection: Connection, done: (error: Error | null, connection: Connection) => void): void {
  const pragmas = [`busy_timeout = ${BUSY_MILLISECONDS}`, 'journal_mode = WAL', 'foreign_keys = ON'];
  const statements = pragmas.map((pragma) => `PRAGMA ${pragma};`).join(' ');
  connection.exec(statements, (error) => done(error, connection));
}

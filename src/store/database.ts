/** Opens the database of a results folder and brings its schema up to date. */
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Knex } from 'knex';
import { unbuilt, UserError } from '../failure.js';
import { BUSY_MILLISECONDS, databaseFile, openingError, sqlite } from './dialects/sqlite.js';
import type { Access } from './dialects/sqlite.js';
import { ageOf, migrationSource } from './migrations.js';
import { requireColumns } from './schema.js';

/** The database of a results folder; made if absent, to write. Throws UserError where it cannot be opened. */
export async function openDatabase(folder: string, purpose: Access): Promise<Knex> {
  const file = databaseFile(folder);
  await requireDriver(file);
  const { default: knex } = await import('knex');
  const database = knex({ ...(await sqlite(folder, purpose)), migrations: { migrationSource }, log: SILENT });
  try {
    await bringUpToDate(database, purpose);
    return database;
  } catch (error) {
    await database.destroy();
    if (error instanceof StrangeSchema) throw schemaError(error, file);
    throw await openingError(error, file);
  }
}

/** Throws UserError where the driver's binary is not built. */
async function requireDriver(file: string): Promise<void> {
  try {
    await import('sqlite3');
  } catch (error) {
    const reason = unbuilt(error, 'sqlite3', 'g++, make and python3');
    throw reason === null ? error : new UserError(`${file} cannot be opened: ${reason}.`);
  }
}

/**
 * Tries again while another process brings the same new file up to date. One transaction holds all: two processes that
 * each gave knex's lock table a row would lock it for good, and one that died in between would leave it locked.
 */
async function bringUpToDate(database: Knex, purpose: Access): Promise<void> {
  const origin = performance.now();
  for (;;) {
    try {
      await database.transaction(migrated);
      return;
    } catch (error) {
      // An older one that nobody may write is read as it is: later migrations only add.
      if (purpose === 'read' && IS_READ_ONLY.test((error as Error).message)) return;
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
  await requireColumns(transaction);
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
const IS_READ_ONLY = /SQLITE_READONLY/;
const IS_CONCURRENT = /already locked|SQLITE_BUSY/;

const silent = (): void => undefined;
/** knex writes to stdout what it also throws. */
const SILENT = { warn: silent, error: silent, deprecate: silent, debug: silent };

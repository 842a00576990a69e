/** Failures of the database that the user can mend, each with a sentence that says how; those of files beside them. */
import { dirname } from 'node:path';
import { EXIT, UserError } from '../failure.js';
import { sentenceOf, systemFailure } from '../system-failure.js';
import { holderOf } from './dialects/database-holder.js';
import { DamagedRow } from './rows.js';
import { DamagedSchema } from './schema.js';

/** What the user can do about the failure at `path`; errors that nobody foresaw pass unchanged. */
export function explained(error: unknown, path: string): unknown {
  if (error instanceof UserError) return error;
  if (error instanceof DamagedRow) return damage(error, path);
  if (error instanceof DamagedSchema) return changed(path, error.message);
  const { message } = error as Error;
  const reason = REASONS.find(([pattern]) => pattern.test(message));
  if (reason === undefined) return systemFailure(error, { path });
  return new UserError(reason[1](path, lackOf(message)), EXIT.failure, { cause: error });
}

/** What is left to do where no command mends a database. */
export const startAnew = (path: string): string =>
  `Restore it from a copy, or move the folder ${dirname(path)} away to start anew.`;

/** What a run saves again, whatever was there. */
const SAVED_AGAIN: readonly string[] = ['experiments', 'variants', 'planned_stages', 'trials'];

function damage({ table, row, column }: DamagedRow, path: string): UserError {
  const what = `in the table ${table}, the row with ${row} has no sound ${column}`;
  if (!SAVED_AGAIN.includes(table)) return changed(path, what);
  return new UserError(
    `${path} was changed: ${what}. To write it again, run the experiment (reprise run NAME): no finished stage is done ` +
      `again. If that does not help: ${uncapitalized(startAnew(path))}`,
  );
}

const changed = (path: string, what: string): UserError =>
  new UserError(`${path} was changed: ${what}. ${startAnew(path)}`);

const uncapitalized = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

/** "no such table: stages", of the message of SQLite. */
const lackOf = (message: string): string =>
  /no such (?:table|column): [\w.]+|no column named \w+/.exec(message)?.[0] ?? '';

const REASONS: readonly (readonly [RegExp, (path: string, lack: string) => string])[] = [
  [
    /SQLITE_ERROR.*(no such (table|column)|no column named)/,
    (path, lack) =>
      `${path} was changed: there is ${lack.replace(/^no such/, 'no').replace(/^no column named/, 'no column:')}. ${startAnew(path)}`,
  ],
  [
    /table `\w+` already exists/,
    (path) => `${path} was changed: its table knex_migrations is gone or not whole. ${startAnew(path)}`,
  ],
  [/SQLITE_NOTADB|SQLITE_CORRUPT/, (path) => `${path} is not a sound SQLite database. ${startAnew(path)}`],
  [/SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_PERM/, (path) => sentenceOf('EACCES', path, 'opened')],
  [/SQLITE_FULL/, (path) => sentenceOf('ENOSPC', path, 'written')],
  [/SQLITE_IOERR/, (path) => sentenceOf('EIO', path, 'read')],
  [
    /SQLITE_BUSY|Timeout acquiring a connection/,
    (path) => `${path} stays locked by ${holderOf(path)}. Wait for it to end, or stop it, and run again.`,
  ],
];

/** Failures of files and of the database that the user can mend, each with a sentence that says how. */
import { EXIT, UserError } from '../failure.js';
import { holderOf } from './dialects/database-holder.js';

/** What the user can do about the failure at `path`; errors that nobody foresaw pass unchanged. */
export function explained(error: unknown, path: string): unknown {
  if (error instanceof UserError) return error;
  const { message } = error as Error;
  const reason = REASONS.find(([pattern]) => pattern.test(message));
  return reason === undefined ? error : new UserError(reason[1](path), EXIT.failure, { cause: error });
}

const REASONS: readonly (readonly [RegExp, (path: string) => string])[] = [
  [
    /SQLITE_NOTADB|SQLITE_CORRUPT/,
    (path) =>
      `${path} is not a sound SQLite database. Restore it from a copy, or move it away to start anew.`,
  ],
  [/EISDIR/, (path) => `${path} is a folder, where a file belongs. Move it away and run again.`],
  [
    /EEXIST|ENOTDIR/,
    (path) =>
      `${path} cannot be made, for a file lies where a folder belongs. Move it away, or choose another --root.`,
  ],
  [
    /SQLITE_CANTOPEN|SQLITE_READONLY|EACCES|EROFS|EPERM/,
    (path) => `${path} cannot be opened for writing. Give this user the right to write there.`,
  ],
  [
    /ENOSPC|EDQUOT|SQLITE_FULL/,
    (path) => `The disk of ${path} is full. Free some space and run again; what is recorded is kept.`,
  ],
  [
    /EIO|SQLITE_IOERR/,
    (path) =>
      `${path} cannot be read or written, as where the disk is full or failing. Free some space, or move it to a sound ` +
      'disk, and run again; what is recorded is kept.',
  ],
  [
    /SQLITE_BUSY|Timeout acquiring a connection/,
    (path) => `${path} stays locked by ${holderOf(path)}. Wait for it to end, or stop it, and run again.`,
  ],
];

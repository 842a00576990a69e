/** The contract of a verb: one file each, listed in index.ts. */
import type { Argv } from 'yargs';

export interface Verb<T = object> {
  /** As yargs wants it: "plan <file>". */
  readonly usage: string;
  readonly describe: string;
  options(yargs: Argv): Argv<T>;
  /** Does the work; the exit code. Throws UserError for what the user can mend. */
  run(given: T & Common): Promise<number>;
}

/** Options that every verb has. */
export interface Common {
  readonly root: string;
}

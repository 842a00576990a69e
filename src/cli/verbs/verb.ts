/** The contract of a verb: one file each, listed in index.ts with what the help says of it. */
import type { Argv } from 'yargs';

export interface Verb<T = object> {
  options(yargs: Argv): Argv<T>;
  /** Does the work; the exit code. Throws UserError for what the user can mend. */
  run(given: T & Common): Promise<number>;
}

/** Options that every verb has. */
export interface Common {
  readonly root: string;
}

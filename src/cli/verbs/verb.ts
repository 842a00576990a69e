/** The contract of a verb: one file each, listed in index.ts. */
import type { Argv, ArgumentsCamelCase } from 'yargs';

/** What was typed, as yargs read it. */
export type Arguments<T> = ArgumentsCamelCase<T>;

export interface Command<T = object> {
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

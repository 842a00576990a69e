#!/usr/bin/env node
/** The command line: do what was typed; say in a sentence what went wrong; end with the code that tells. */
import { dispatch } from './cli/dispatch.js';
import { endQuietlyOnBrokenPipe, printError, red } from './cli/terminal/print.js';
import { EXIT, UserError } from './failure.js';
import { systemFailure } from './system-failure.js';

endQuietlyOnBrokenPipe();
process.on('uncaughtException', (error) => process.exit(explain(error)));
try {
  process.exitCode = await dispatch(process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(error);
}

/** A sentence for what the user can mend; the stack for what nobody foresaw. */
function explain(thrown: unknown): number {
  const error = systemFailure(thrown);
  if (error instanceof UserError) {
    printError(`${red('error')}  ${error.message}`);
    return error.exitCode;
  }
  printError(`${red('This is a fault of Reprise itself.')} Please report it with these lines:`);
  printError(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.failure;
}

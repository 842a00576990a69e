/** --executor, of the verbs that run something. */
import type { Argv } from 'yargs';
import { DEFAULT_EXECUTOR, EXECUTORS } from '../run/executors/index.js';
import type { ExecutorName } from '../run/executors/index.js';

export interface ExecutorOption {
  readonly executor: ExecutorName;
}

const EXECUTOR_NAMES = Object.keys(EXECUTORS) as ExecutorName[];

export const executorOption = <T>(yargs: Argv<T>): Argv<T & ExecutorOption> =>
  yargs.option('executor', {
    choices: EXECUTOR_NAMES,
    requiresArg: true,
    default: DEFAULT_EXECUTOR,
    describe: `where stages run: ${EXECUTOR_NAMES.map((name) => `${name} (${EXECUTORS[name].describe})`).join(', ')}`,
  });

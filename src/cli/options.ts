/** Options that several verbs share. */
import type { Argv } from 'yargs';

export interface SetOption {
  readonly set: readonly string[];
}

export interface FileOptions extends SetOption {
  readonly file: string;
}

export interface JsonOption {
  readonly json: boolean;
}

/** FILE and --set. */
export const fileOptions = (yargs: Argv): Argv<FileOptions> =>
  setOption(yargs).positional('file', {
    type: 'string',
    demandOption: true,
    describe: 'an experiment: its file, or the name of a file in experiments/',
  });

export const setOption = <T>(yargs: Argv<T>): Argv<T & SetOption> =>
  yargs.option('set', {
    type: 'string',
    array: true,
    nargs: 1,
    default: [] as string[],
    describe: 'an option of the experiment, e.g. --set model.heads=8; may be repeated',
  });

export const jsonOption = <T>(yargs: Argv<T>): Argv<T & JsonOption> =>
  yargs.option('json', { type: 'boolean', default: false, describe: 'print JSON' });

/** Instructions that the kernels are to use, for comparisons of machines: what REPRISE_ISA says; null: the best. */
export const wantedInstructionSet = (): string | null => process.env['REPRISE_ISA'] || null;

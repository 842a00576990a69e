/** `reprise validate FILE`: is the file right? Reads no data. */
import { loadExperiment } from '../experiment/load.js';
import { EXIT } from '../failure.js';
import { variantsOf } from '../plan/variants.js';
import type { Command } from './command.js';
import { fileOptions, jsonOption } from './options.js';
import type { FileOptions, JsonOption } from './options.js';
import { counted, print, printJson } from './print.js';
import { experimentFile, projectAt } from './project.js';

export const validate: Command<FileOptions & JsonOption> = {
  usage: 'validate <file>',
  describe: 'check an experiment file; every problem is shown at its place',
  options: (yargs) => jsonOption(fileOptions(yargs)),
  run: async ({ file, set, root, json }) => {
    const { experiment } = await loadExperiment(await experimentFile(file, projectAt(root)), set);
    const variants = variantsOf(experiment);
    const { name, seeds, evaluate } = experiment;
    if (json) printJson({ ok: true, experiment });
    else
      print(
        `ok  ${name}: ${counted(variants.length, 'variant')} × ${counted(seeds.length, 'seed')} × ` +
          `${counted(evaluate.tasks.length, 'task')}, ${evaluate.source} data`,
      );
    return EXIT.ok;
  },
};

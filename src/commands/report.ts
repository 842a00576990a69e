/** `reprise report EXPERIMENT`: write the reports again from the stored results. */
import { join } from 'node:path';
import { EXIT } from '../failure.js';
import { writeReport } from '../report/write.js';
import type { Command } from './command.js';
import { jsonOption } from './options.js';
import type { JsonOption } from './options.js';
import { print, printJson } from './print.js';
import { projectAt, recordedExperiment, withResults } from './project.js';

export const report: Command<JsonOption & { experiment: string }> = {
  usage: 'report <experiment>',
  describe: 'write the reports of an experiment from what is stored',
  options: (yargs) =>
    jsonOption(yargs).positional('experiment', {
      type: 'string',
      demandOption: true,
      describe: 'the name of an experiment that was run',
    }),
  run: ({ experiment, root, json }) => {
    const project = projectAt(root);
    return withResults(project, async (store) => {
      const name = await recordedExperiment(experiment, store);
      const paths = await writeReport(store, name, join(project.reports, name));
      if (json) printJson({ reports: paths });
      else paths.forEach((path) => print(path));
      return EXIT.ok;
    });
  },
};

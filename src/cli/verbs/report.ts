/** `reprise report EXPERIMENT`: write the reports again from the stored results, or check them by these. */
import { join } from 'node:path';
import { EXIT, UserError } from '../../failure.js';
import type { Store } from '../../store/store.js';
import type { Verdict } from '../../verify/report/verify.js';
import type { Verb } from './verb.js';
import { jsonOption } from '../options.js';
import type { JsonOption } from '../options.js';
import { counted, print, printError, printJson, red } from '../terminal/print.js';
import { projectAt, recordedExperiment, withResults } from '../project.js';

interface ReportOptions extends JsonOption {
  readonly experiment: string;
  readonly verify: boolean;
}

export const report: Verb<ReportOptions> = {
  options: (yargs) =>
    jsonOption(yargs)
      .positional('experiment', {
        type: 'string',
        demandOption: true,
        describe: 'the name of an experiment that was run',
      })
      .option('verify', {
        type: 'boolean',
        default: false,
        describe: 'write nothing: compute every printed number again from the predictions, and compare',
      }),
  run: ({ experiment, root, json, verify }) => {
    const project = projectAt(root);
    return withResults(project, async (store) => {
      const name = await recordedExperiment(experiment, store);
      const folder = join(project.reports, name);
      if (verify) return told(name, folder, { verdict: await verdictOf(store, name, folder), json });
      const { noCharts } = await import('../../report/charts/canvas.js');
      const { writeReport } = await import('../../report/write.js');
      const unable = noCharts();
      if (unable !== null) printError(`The reports have no charts: ${unable}`);
      const paths = await writeReport(store, name, folder);
      if (json) printJson({ reports: paths });
      else paths.forEach((path) => print(path));
      return EXIT.ok;
    });
  },
};

/** Throws UserError where the files of the report cannot be drawn again to be compared. */
async function verdictOf(store: Store, name: string, folder: string): Promise<Verdict> {
  const { noCharts } = await import('../../report/charts/canvas.js');
  const unable = noCharts();
  if (unable !== null)
    throw new UserError(`A report is compared with its charts, which cannot be drawn: ${unable}`);
  const { verifyReport } = await import('../../verify/report/verify.js');
  return verifyReport(store, name, folder);
}

function told(name: string, folder: string, { verdict, json }: { verdict: Verdict; json: boolean }): number {
  const isSame = verdict.differences.length === 0;
  if (json) printJson({ experiment: name, ...verdict });
  else print(isSame ? sameness(name, folder, verdict) : difference(name, verdict));
  return isSame ? EXIT.ok : EXIT.differs;
}

function sameness(name: string, folder: string, verdict: Verdict): string {
  const { numbers, predictions, evaluations } = verdict;
  return [
    `${name}: ${counted(numbers, 'number')} were derived again from ${counted(predictions, 'prediction')} of ` +
      `${counted(evaluations, 'evaluation')}: every score, mean, interval and test of the tables is as printed.`,
    filesText(folder, verdict),
    coverage(verdict),
  ].join('\n');
}

function filesText(folder: string, { files, absentFiles }: Verdict): string {
  const same =
    files.length === 0
      ? `There is no report in ${folder} to compare.`
      : `${counted(files.length, 'file')} in ${folder}: byte for byte what these numbers give.`;
  const absent =
    absentFiles.length === 0 || files.length === 0 ? '' : ` Not there: ${absentFiles.join(', ')}.`;
  return same + absent;
}

function coverage({ hashed, unhashed }: Verdict): string {
  const older = unhashed === 0 ? '' : `; ${counted(unhashed, 'stage')} are older than that record`;
  return (
    'Losses, learning rates, times and costs do not follow from predictions; they are as recorded. ' +
    `${counted(hashed, 'stage')} have the metrics and predictions that were hashed when they ran${older}. ` +
    'Whether the predictions are what the models give, a run from nothing shows (the command beside each number).'
  );
}

/** Sentences that are printed at most; --json has all. */
const SHOWN = 40;

function difference(name: string, { differences }: Verdict): string {
  const more = differences.length - SHOWN;
  return [
    `${red('DIFFERENT')}  ${name} is not what its predictions give:`,
    ...differences.slice(0, SHOWN).map((line) => `  ${line}`),
    ...(more > 0 ? [`  … and ${counted(more, 'more difference')}; --json has all.`] : []),
    'Where results were changed, move them away and run again; where only the report was, reprise report writes it anew.',
  ].join('\n');
}

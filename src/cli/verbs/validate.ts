/** `reprise validate FILE`: is the file right? Reads no data. */
import { ExperimentError } from '../../experiment/problem.js';
import type { Problem } from '../../experiment/problem.js';
import { originOf } from '../../experiment/source.js';
import { EXIT, UserError } from '../../failure.js';
import { plannedHypotheses } from '../../plan/hypotheses.js';
import { variantsOf } from '../../plan/variants.js';
import { hypothesisLines } from '../terminal/hypotheses.js';
import type { Verb } from './verb.js';
import { fileOptions, jsonOption } from '../options.js';
import type { FileOptions, JsonOption } from '../options.js';
import { counted, print, printJson } from '../terminal/print.js';
import { loadPlannable } from '../plannable.js';
import { projectAt } from '../project.js';

export const validate: Verb<FileOptions & JsonOption> = {
  options: (yargs) => jsonOption(fileOptions(yargs)),
  run: async ({ file, set, root, json }) => {
    const loading = loadPlannable({ file, set }, projectAt(root));
    const loaded = json ? await loading.catch(printedProblems) : await loading;
    if (typeof loaded === 'number') return loaded;
    const { experiment } = loaded;
    const variants = variantsOf(experiment);
    const { name, seeds, evaluate } = experiment;
    if (json) printJson({ ok: true, experiment });
    else {
      print(
        `ok  ${name}: ${counted(variants.length, 'variant')} × ${counted(seeds.length, 'seed')} × ` +
          `${counted(evaluate.tasks.length, 'task')}, ${evaluate.source} data`,
      );
      hypothesisLines(plannedHypotheses({ experiment, variants })).forEach((line) => print(line));
    }
    return EXIT.ok;
  },
};

/** With --json the answer is on standard output, whatever it is; the exit code. */
function printedProblems(error: unknown): number {
  if (!(error instanceof UserError)) throw error;
  const problems =
    error instanceof ExperimentError ? error.problems : [{ place: null, message: error.message, hint: null }];
  printJson({ ok: false, problems: problems.map(placed) });
  return error.exitCode;
}

function placed({ place, message, hint }: Problem): object {
  const { file, line, column } = originOf(place);
  return { file, line, column, message, hint };
}

/** `reprise run FILE`, load → plan → run → report: do what is missing, record it, show the table, write the reports. */
import { join, resolve } from 'node:path';
import { EXIT, UserError } from '../../failure.js';
import { memoryNeed } from '../../plan/memory.js';
import type { Plan } from '../../plan/plan.js';
import { EXECUTORS } from '../../run/executors/index.js';
import { machineMemory } from '../../run/machine.js';
import { isDone } from '../../run/pending.js';
import { runSession, withHeldStore } from '../../run/session.js';
import type { SessionOutcome } from '../../run/session.js';
import type { Store } from '../../store/store.js';
import { compareAgain } from '../../verify/again.js';
import { checkAfterRun, lockBeside } from '../lock-check.js';
import { executorOption } from '../executor-option.js';
import type { ExecutorOption } from '../executor-option.js';
import { fileOptions } from '../options.js';
import type { FileOptions } from '../options.js';
import { onlyStages, preparePlan } from '../prepared.js';
import type { Prepared } from '../prepared.js';
import { projectAt, withStore } from '../project.js';
import type { Project } from '../project.js';
import { memoryShortage } from '../terminal/memory.js';
import { printAgain } from '../terminal/again.js';
import { printOutcome } from '../terminal/outcome.js';
import { print, printError } from '../terminal/print.js';
import { remarkLines } from '../terminal/known.js';
import { openProgress } from '../terminal/progress.js';
import { renderTerminalTable } from '../terminal/scores.js';
import type { Common, Verb } from './verb.js';

interface RunOptions extends FileOptions, ExecutorOption {
  readonly 'keep-going': boolean;
  readonly 'fail-fast': boolean;
  readonly 'over-memory': boolean;
  readonly report: boolean;
  readonly only: readonly string[];
  readonly results: string | undefined;
}

export const run: Verb<RunOptions> = {
  options: (yargs) =>
    executorOption(fileOptions(yargs))
      .option('keep-going', {
        type: 'boolean',
        default: false,
        describe: 'after a failure, go on with what does not depend on it; then exit with 3',
      })
      .option('fail-fast', {
        type: 'boolean',
        default: false,
        describe: 'stop at the first failure and exit with 1 (so it is without --keep-going, too)',
      })
      .option('over-memory', {
        type: 'boolean',
        default: false,
        describe: 'run even if the stages are estimated to need more memory than the machine has',
      })
      .option('only', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'run these stages (beginnings of keys, with commas) and what they need, and no others',
      })
      .option('results', {
        type: 'string',
        requiresArg: true,
        describe: 'keep results, and reports, in this folder: an empty one regenerates from nothing',
      })
      .option('report', { type: 'boolean', default: true, describe: 'write the reports at the end' }),
  run: async (given) => {
    if (given['keep-going'] && given['fail-fast'])
      throw new UserError('Give --keep-going or --fail-fast, not both.', EXIT.usage);
    const kept = projectAt(given.root);
    const project = placedIn(kept, given.results);
    const prepared = await preparePlan(given, project);
    remarkLines(prepared.known).forEach(printError);
    const wanted = onlyStages(prepared.plan, given.only);
    if (!given['over-memory']) await checkMemory(wanted, project, given);
    const lock = given.only.length > 0 ? null : await lockBeside(prepared);
    return withHeldStore(project.results, printError, async (store) => {
      const outcome = await runSession(store, sessionOf({ ...prepared, wanted }, given, project));
      printOutcome(outcome);
      const code = codeOf(outcome, given['keep-going']);
      if (code === EXIT.interrupted || code === EXIT.failure) return code;
      await show(store, { project, prepared, given });
      const again = { ...prepared, wanted, kept };
      const compared = code === EXIT.ok && given.results !== undefined ? await isAgain(store, again) : code;
      return checkAfterRun(compared, { lock, prepared, store });
    });
  },
};

/** Before anything starts. Throws UserError with the numbers where what is missing of a plan needs more than there is. */
async function checkMemory(wanted: Plan, project: Project, { executor }: ExecutorOption): Promise<void> {
  const done = await withStore(project, (store) => store.stages(wanted.stages.map(({ key }) => key)));
  const missing = wanted.stages.filter(({ key }) => !isDone(done?.get(key)));
  const workers = EXECUTORS[executor].capacity(wanted.experiment.engine);
  const shortage = memoryShortage(memoryNeed(missing, { workers, machine: machineMemory() }));
  if (shortage !== null)
    throw new UserError(`${shortage}\nThese are estimates: --over-memory runs it all the same.`, EXIT.usage);
}

const placedIn = (project: Project, results: string | undefined): Project =>
  results === undefined
    ? project
    : { ...project, results: resolve(results), reports: resolve(results, 'reports') };

const sessionOf = (
  {
    plan,
    wanted,
    engine,
    inputs,
    data,
    known,
    instructionSet,
  }: Prepared & { readonly wanted: Prepared['plan'] },
  given: RunOptions & Common,
  { datasets }: Project,
) => ({
  plan,
  wanted,
  data,
  known,
  datasets,
  engine: { name: engine, numericsVersion: inputs.numericsVersion, instructionSet },
  executor: given.executor,
  keepGoing: given['keep-going'],
  progress: (stages: Prepared['plan']['stages']) => openProgress(stages, process.stderr),
});

function codeOf({ interrupted, failed, diverged }: SessionOutcome, keepGoing: boolean): number {
  if (interrupted) return EXIT.interrupted;
  if (failed.length > 0 && !keepGoing) return EXIT.failure;
  return failed.length + diverged.length > 0 ? EXIT.someTrialsFailed : EXIT.ok;
}

async function show(
  store: Store,
  { project, prepared, given }: { project: Project; prepared: Prepared; given: RunOptions },
): Promise<void> {
  const { name } = prepared.plan.experiment;
  print();
  print(await renderTerminalTable(store, name));
  if (!given.report) return;
  print();
  print('Reports:');
  const { noCharts } = await import('../../report/charts/canvas.js');
  const { writeReport } = await import('../../report/write.js');
  const unable = noCharts();
  if (unable !== null) printError(`The reports have no charts: ${unable}`);
  for (const path of await writeReport(store, name, join(project.reports, name))) print(`  ${path}`);
}

/** After a run with results of its own: did it come to the same as what the project keeps? The exit code. */
async function isAgain(
  again: Store,
  { wanted, kept: project }: { wanted: Prepared['plan']; kept: Project },
): Promise<number> {
  const verdict = await withStore(project, (kept) => compareAgain(wanted, { kept, again }));
  if (verdict === null) return EXIT.ok;
  printAgain(verdict, project.results);
  return verdict.different.length === 0 ? EXIT.ok : EXIT.differs;
}

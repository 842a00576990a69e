/** `reprise run FILE`: do what is missing, record it, show the table, write the reports. */
import { join, resolve } from 'node:path';
import { EXIT, UserError } from '../../failure.js';
import { plannedHypotheses } from '../../plan/hypotheses.js';
import type { Plan } from '../../plan/plan.js';
import { renderTerminalTable } from '../terminal/scores.js';
import { writeReport } from '../../report/write.js';
import { formatSeconds } from '../../run/amounts.js';
import { threadsOf, workersOf } from '../../run/cores.js';
import { readEnvironment } from '../../run/environment.js';
import { onInterruption } from '../../run/interruption.js';
import { holdResults } from '../../run/hold.js';
import { openProgress } from '../../run/progress.js';
import { readOrigin } from '../../run/provenance.js';
import { execute } from '../../run/scheduler.js';
import type { Outcome } from '../../run/scheduler.js';
import { openStore } from '../../store/open.js';
import type { Store } from '../../store/store.js';
import { compareAgain } from '../again.js';
import type { Command } from './verb.js';
import { checkAfterRun, lockBeside } from '../lock-check.js';
import { onlyStages } from '../only.js';
import { fileOptions } from '../options.js';
import type { FileOptions } from '../options.js';
import { preparePlan } from '../prepared.js';
import type { Prepared } from '../prepared.js';
import { bold, counted, print, printError, red } from '../terminal/print.js';
import { projectAt } from '../project.js';
import type { Project } from '../project.js';

interface RunOptions extends FileOptions {
  readonly 'keep-going': boolean;
  readonly 'fail-fast': boolean;
  readonly report: boolean;
  readonly only: readonly string[];
  readonly results: string | undefined;
}

export const run: Command<RunOptions> = {
  usage: 'run <file>',
  describe: 'run what is missing of an experiment, then show its table and write its reports',
  options: (yargs) =>
    fileOptions(yargs)
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
  run: async ({ root, ...given }) => {
    if (given['keep-going'] && given['fail-fast'])
      throw new UserError('Give --keep-going or --fail-fast, not both.', EXIT.usage);
    const kept = projectAt(root);
    const project = placedIn(kept, given.results);
    const prepared = await preparePlan(given, project);
    const wanted = onlyStages(prepared.plan, given.only);
    const lock = given.only.length > 0 ? null : await lockBeside(prepared);
    const release = await holdResults(project.results, printError);
    try {
      const store = await openStore(project.results);
      try {
        const code = await runPlan({ ...prepared, wanted }, { store, project, kept, given });
        return await checkAfterRun(code, { lock, prepared, store });
      } finally {
        await store.close();
      }
    } finally {
      await release();
    }
  },
};

const placedIn = (project: Project, results: string | undefined): Project =>
  results === undefined
    ? project
    : { ...project, results: resolve(results), reports: resolve(results, 'reports') };

async function runPlan(
  { plan, wanted, engine, facts, data }: Prepared & { readonly wanted: Plan },
  about: { store: Store; project: Project; kept: Project; given: RunOptions },
): Promise<number> {
  const { store, project, kept, given } = about;
  const environment = await readEnvironment();
  const options = plan.experiment.engine;
  await store.savePlan(plan);
  await store.saveHypotheses(plan.experiment.name, plannedHypotheses(plan), new Date().toISOString());
  for (const [hash, files] of data) await store.saveData(hash, files);
  const origin = performance.now();
  const interruption = onInterruption(() => printError('Stopping … (Ctrl-C again: at once)'));
  const { numericsVersion } = facts;
  const { precision } = options;
  const outcome = await execute({
    plan: wanted,
    store,
    datasets: project.datasets,
    data,
    engine: {
      name: engine,
      precision,
      numericsVersion,
      workers: workersOf(options),
      threads: threadsOf(options),
      stallTimeout: options.stallTimeout,
    },
    keepGoing: given['keep-going'],
    origin: await readOrigin({ name: engine, precision, numericsVersion }, environment),
    progress: (stages) => openProgress(stages, process.stderr),
    interruption: interruption.signal,
  });
  interruption.release();
  const isIdle = outcome.pending === 0;
  if (!isIdle) await store.saveEnvironment(plan.experiment.name, environment, new Date().toISOString());
  print(isIdle ? nothingToDo(outcome) : summary(outcome, (performance.now() - origin) / 1000));
  if (outcome.interrupted) return EXIT.interrupted;
  printFailures(outcome);
  if (outcome.failed.length > 0 && !given['keep-going']) return EXIT.failure;
  await show(plan.experiment.name, about);
  if (outcome.failed.length + outcome.diverged.length > 0) return EXIT.someTrialsFailed;
  return given.results === undefined ? EXIT.ok : compareAgain(wanted, { again: store, project: kept });
}

async function show(
  name: string,
  { store, project, given }: { store: Store; project: Project; given: RunOptions },
): Promise<void> {
  print();
  print(await renderTerminalTable(store, name));
  if (!given.report) return;
  print();
  print('Reports:');
  for (const path of await writeReport(store, name, join(project.reports, name))) print(`  ${path}`);
}

const nothingToDo = ({ cached, diverged }: Outcome): string =>
  `Nothing to do: ${counted(cached, 'stage')} already done${diverged.length > 0 ? `, ${diverged.length} diverged` : ''}.`;

function summary({ cached, done, failed, diverged, left, interrupted }: Outcome, seconds: number): string {
  const parts = [
    `${counted(done, 'stage')} done`,
    ...(cached > 0 ? [`${cached} done before`] : []),
    ...(failed.length > 0 ? [red(`${failed.length} failed`)] : []),
    ...(diverged.length > 0 ? [red(`${diverged.length} diverged`)] : []),
    ...(left.length > 0 ? [`${left.length} not run`] : []),
  ];
  const stopped = interrupted ? ' Interrupted; what is done is kept, and the same command goes on.' : '';
  return `${parts.join(', ')} in ${formatSeconds(seconds)}.${stopped}`;
}

function printFailures({ failed }: Outcome): void {
  for (const { stage, error } of failed) {
    printError('');
    printError(`${bold(red('failed'))}  ${stage.label} (${stage.key.slice(0, 10)})`);
    printError(error);
  }
}

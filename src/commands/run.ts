/** `reprise run FILE`: do what is missing, record it, show the table, write the reports. */
import { join } from 'node:path';
import { EXIT, UserError } from '../failure.js';
import { plannedClaims } from '../plan/claims.js';
import { renderTerminalTable } from '../report/terminal.js';
import { writeReport } from '../report/write.js';
import { formatSeconds } from '../run/amounts.js';
import { threadsOf, workersOf } from '../run/cores.js';
import { readEnvironment } from '../run/environment.js';
import { onInterruption } from '../run/interruption.js';
import { lockResults } from '../run/lock.js';
import { openProgress } from '../run/progress.js';
import { execute } from '../run/scheduler.js';
import type { Outcome } from '../run/scheduler.js';
import { openStore } from '../store/open.js';
import type { Store } from '../store/store.js';
import type { Command } from './command.js';
import { checkAfterRun, lockBeside } from './lock-check.js';
import { fileOptions } from './options.js';
import type { FileOptions } from './options.js';
import { preparePlan } from './prepared.js';
import type { Prepared } from './prepared.js';
import { bold, counted, print, printError, red } from './print.js';
import { projectAt } from './project.js';
import type { Project } from './project.js';

interface RunOptions extends FileOptions {
  readonly 'keep-going': boolean;
  readonly 'fail-fast': boolean;
  readonly report: boolean;
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
      .option('report', { type: 'boolean', default: true, describe: 'write the reports at the end' }),
  run: async ({ root, ...given }) => {
    if (given['keep-going'] && given['fail-fast'])
      throw new UserError('Give --keep-going or --fail-fast, not both.', EXIT.usage);
    const project = projectAt(root);
    const prepared = await preparePlan(given, project);
    const lock = await lockBeside(prepared);
    const unlock = await lockResults(project.results, printError);
    try {
      const store = await openStore(project.results);
      try {
        const code = await runPlan(prepared, { store, project, given });
        return await checkAfterRun(code, { lock, prepared, store });
      } finally {
        await store.close();
      }
    } finally {
      await unlock();
    }
  },
};

async function runPlan(
  { plan, engine, facts, data }: Prepared,
  about: { store: Store; project: Project; given: RunOptions },
): Promise<number> {
  const { store, project, given } = about;
  const environment = await readEnvironment();
  const options = plan.experiment.engine;
  await store.savePlan(plan);
  await store.saveClaims(plan.experiment.name, plannedClaims(plan), new Date().toISOString());
  for (const [hash, files] of data) await store.saveData(hash, files);
  const origin = performance.now();
  const interruption = onInterruption(() => printError('Stopping … (Ctrl-C again: at once)'));
  const outcome = await execute({
    plan,
    store,
    datasets: project.datasets,
    data,
    engine: {
      name: engine,
      precision: options.precision,
      numericsVersion: facts.numericsVersion,
      workers: workersOf(options),
      threads: threadsOf(options),
      patience: options.patience,
    },
    keepGoing: given['keep-going'],
    commit: environment.commit,
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
  return outcome.failed.length + outcome.diverged.length > 0 ? EXIT.someTrialsFailed : EXIT.ok;
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

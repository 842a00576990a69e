/** `reprise show EXPERIMENT` and `reprise show EXPERIMENT:VARIANT:SEED`: trials and how far they are. */
import { suggestion } from '../../experiment/near-miss.js';
import { EXIT, UserError } from '../../failure.js';
import type { Plan, Trial } from '../../plan/plan.js';
import { degenerateRuns } from '../../results/degenerate.js';
import type { DegenerateRun } from '../../results/degenerate.js';
import { readPlanned } from '../../results/recorded.js';
import { doesYield } from '../../stages/index.js';
import { isOfLast } from '../../stages/result.js';
import type { Metric } from '../../stages/result.js';
import type { Store } from '../../store/store.js';
import { recordedExperiment } from '../project.js';
import { bold, print, printJson, renderTable } from './print.js';
import { printSection, shortNumber } from './stage.js';

export async function printTrials(what: string, store: Store, json: boolean): Promise<void> {
  const [experiment = '', ...rest] = what.split(':');
  const plan = await planOf(experiment, store);
  const trials = plan.trials.filter((trial) => matches(trial, rest.join(':')));
  if (trials.length === 0) {
    const names = plan.trials.map(({ variant, seed }) => `${plan.experiment.name}:${variant}:${seed}`);
    throw new UserError(`There is no trial "${what}". ${suggestion(what, names, 'Trials')}`, EXIT.usage);
  }
  const degenerate = await degenerateStages(plan, trials, store);
  const shown = await Promise.all(trials.map((trial) => trialFacts(trial, { plan, store, degenerate })));
  if (json) {
    printJson(shown);
    return;
  }
  for (const { variant, seed, levels, stages } of shown) {
    print(bold(`${variant} · seed ${seed}`));
    printSection('options that differ from the reference', levels);
    print();
    print(
      renderTable([
        STAGE_HEADING,
        ...stages.map(({ label, key, status, degenerate: signs, metrics }) => [
          label,
          key.slice(0, 10),
          signs.length === 0 ? status : `${status}, degenerate: ${signs.join(', ')}`,
          scores(metrics),
        ]),
      ]),
    );
    print();
  }
}

const STAGE_HEADING = ['stage', 'key', 'state', 'scores'];

/** VARIANT:SEED, or VARIANT alone for all its seeds. */
const matches = ({ variant, seed }: Trial, name: string): boolean =>
  name === variant || name === `${variant}:${seed}`;

/** Degenerate runs of some trials, by the stage that scored them. */
async function degenerateStages(
  plan: Plan,
  trials: readonly Trial[],
  store: Store,
): Promise<ReadonlyMap<string, DegenerateRun>> {
  const keys = new Set(trials.flatMap(({ stages }) => stages));
  const stages = plan.stages.filter(({ key }) => keys.has(key));
  const found = degenerateRuns(await readPlanned(store, { ...plan, trials, stages }));
  return new Map(found.flatMap(({ runs }) => runs.map((run) => [run.stage, run] as const)));
}

interface Shown {
  readonly plan: Plan;
  readonly store: Store;
  readonly degenerate: ReadonlyMap<string, DegenerateRun>;
}

async function trialFacts({ variant, seed, stages: keys }: Trial, { plan, store, degenerate }: Shown) {
  const records = await store.stages(keys);
  const stages = [];
  for (const key of keys) {
    const { label = '', spec } = plan.stages.find((stage) => stage.key === key) ?? {};
    const metrics =
      spec !== undefined && doesYield(spec.kind, 'scores') ? (await store.metrics(key)).filter(isOfLast) : [];
    const { signs = [] } = degenerate.get(key) ?? {};
    stages.push({ key, label, status: records.get(key)?.status ?? 'missing', degenerate: signs, metrics });
  }
  const levels = plan.variants.find(({ name }) => name === variant)?.levels ?? {};
  return { variant, seed, levels, stages };
}

const scores = (metrics: readonly Metric[]): string =>
  metrics.map(({ name, split, value }) => `${name} ${split} ${shortNumber(value)}`).join(', ');

export async function printExperiment(what: string, store: Store, json: boolean): Promise<void> {
  const plan = await planOf(what, store);
  const records = await store.stages(plan.stages.map(({ key }) => key));
  const runs = await degenerateStages(plan, plan.trials, store);
  const trials = plan.trials.map(({ variant, seed, stages }) => {
    const done = stages.filter((key) => records.get(key)?.status === 'done').length;
    const failed = stages.filter((key) => records.get(key)?.status === 'failed').length;
    const diverged = stages.filter((key) => records.get(key)?.status === 'diverged').length;
    const degenerate = stages.filter((key) => runs.has(key)).length;
    return { variant, seed, stages: stages.length, done, failed, diverged, degenerate };
  });
  const environment = await store.environment(plan.experiment.name);
  if (json) {
    printJson({ experiment: plan.experiment, trials, environment });
    return;
  }
  print(bold(plan.experiment.name));
  if (plan.experiment.description !== '') print(plan.experiment.description.trimEnd());
  printSection('options', plan.experiment);
  if (environment !== null) printSection('environment of the last run', environment);
  const rows = trials.map((trial) => [
    trial.variant,
    ...[trial.seed, trial.stages, trial.done, trial.failed, trial.diverged, trial.degenerate].map(String),
  ]);
  print();
  const heading = ['variant', 'seed', 'stages', 'done', 'failed', 'diverged', 'degenerate'];
  print(renderTable([heading, ...rows], [1, 2, 3, 4, 5, 6]));
}

async function planOf(given: string, store: Store): Promise<Plan> {
  const plan = await store.loadPlan(await recordedExperiment(given, store));
  if (plan === null) throw new Error(`The plan of ${given} is listed, but not stored.`);
  return plan;
}

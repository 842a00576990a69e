/** `reprise show WHAT`: a stage (the beginning of its key), a trial (EXPERIMENT:VARIANT:SEED) or an experiment. */
import { stringify } from 'yaml';
import { suggestion } from '../../experiment/near-miss.js';
import { EXIT, UserError } from '../../failure.js';
import type { Plan, Trial } from '../../plan/plan.js';
import { doesYield } from '../../stages/index.js';
import type { Metric } from '../../stages/result.js';
import { formatSeconds } from '../terminal/amounts.js';
import type { StageRecord, Store } from '../../store/store.js';
import type { Verb } from './verb.js';
import { exportStage } from '../terminal/export.js';
import { jsonOption } from '../options.js';
import type { JsonOption } from '../options.js';
import { bold, print, printJson, red, renderPairs, renderTable } from '../terminal/print.js';
import { projectAt, recordedExperiment, withResults } from '../project.js';

/** Metrics of one name and split that are printed; --json gives all. */
const SHOWN_STEPS = 5;

export const show: Verb<JsonOption & { what: string; predictions: boolean; diff: boolean }> = {
  usage: 'show <what>',
  describe: 'show a stage, a trial or an experiment: options, metrics, facts, errors',
  options: (yargs) =>
    jsonOption(yargs)
      .positional('what', {
        type: 'string',
        demandOption: true,
        describe: 'the beginning of a key, EXPERIMENT:VARIANT:SEED, or EXPERIMENT',
      })
      .option('predictions', {
        type: 'boolean',
        default: false,
        describe: 'print the predictions of a stage, and nothing else, as CSV',
      })
      .option('diff', {
        type: 'boolean',
        default: false,
        describe: 'print the uncommitted changes that a stage was run with, and nothing else, as a patch',
      }),
  run: ({ what, root, json, predictions, diff }) =>
    withResults(projectAt(root), async (store) => {
      const record = /^[0-9a-f]{4,64}$/.test(what) ? await stageOf(what, store) : null;
      if (predictions || diff) return exportStage(what, record, { store, diff });
      if (record !== null) await showStage(record, store, json);
      else if (what.includes(':')) await showTrial(what, store, json);
      else await showExperiment(what, store, json);
      return EXIT.ok;
    }),
};

/** Null: no key begins so. */
async function stageOf(prefix: string, store: Store): Promise<StageRecord | null> {
  const found = (await store.allStages()).filter(({ key }) => key.startsWith(prefix));
  if (found.length <= 1) return found[0] ?? null;
  const choices = found.map(({ key, label }) => `  ${key.slice(0, 16)}  ${label}`).join('\n');
  throw new UserError(`${found.length} keys begin with ${prefix}; give more digits:\n${choices}`, EXIT.usage);
}

async function showStage(record: StageRecord, store: Store, json: boolean): Promise<void> {
  const metrics = await store.metrics(record.key);
  const overlaps = doesYield(record.kind, 'overlaps') ? { overlaps: await store.overlaps(record.key) } : {};
  if (json) return printJson({ ...record, artifacts: store.artifacts(record.key), metrics, ...overlaps });
  const { key, label, status, startedAt, seconds, engine, threads, machine, commit, error, provenance } =
    record;
  print(bold(label));
  print(
    renderPairs([
      ['key', key],
      ['status', status],
      ['started', `${startedAt}, took ${formatSeconds(seconds)}`],
      ['engine', `${engine}, threads: ${threads}`],
      ['machine', machine],
      ['commit', commit ?? '–'],
      ...provenancePairs(provenance),
      ['artifacts', store.artifacts(key)],
    ]),
  );
  if (error !== null) print(`\n${red('error')}\n${error}`);
  section('options', record.spec);
  section('facts', record.facts);
  if (metrics.length > 0) print(`\n${bold('metrics')}\n${metricTable(metrics)}`);
}

/** What older results do not tell is a dash. */
function provenancePairs(provenance: StageRecord['provenance']): readonly (readonly [string, string])[] {
  const { diff, packageLockHash, numericsVersion, precision, cpu, instructionSet, node, resultHash } =
    provenance ?? {};
  const changes = provenance === null ? '–' : (diff ?? 'none');
  return [
    ['uncommitted', changes === diff ? `${diff} (--diff prints them)` : changes],
    ['package-lock.json', packageLockHash ?? '–'],
    ['numerics', numericsVersion === undefined ? '–' : `${numericsVersion}, ${precision}`],
    ['processor', cpu === undefined ? '–' : `${cpu}, kernels: ${instructionSet ?? '–'}`],
    ['node', node ?? '–'],
    ['result', resultHash ?? '–'],
  ];
}

function section(title: string, value: object): void {
  if (Object.keys(value).length > 0) print(`\n${bold(title)}\n${stringify(value).trimEnd()}`);
}

function metricTable(metrics: readonly Metric[]): string {
  const groups = new Map<string, Metric[]>();
  for (const metric of metrics) {
    const name = `${metric.name}\0${metric.split}`;
    groups.set(name, [...(groups.get(name) ?? []), metric]);
  }
  const rows = [...groups.values()].map((group) => {
    const last = group.slice(-SHOWN_STEPS);
    const values = last.map(({ step, value }) => (step === 0 ? number(value) : `${step}: ${number(value)}`));
    const more = group.length > SHOWN_STEPS ? '… ' : '';
    return [group[0].name, group[0].split, `${more}${values.join('  ')}`];
  });
  return renderTable([['metric', 'split', 'value (by step)'], ...rows]);
}

const number = (value: number): string => String(Number(value.toPrecision(5)));

async function showTrial(what: string, store: Store, json: boolean): Promise<void> {
  const [experiment, ...rest] = what.split(':');
  const plan = await planOf(experiment, store);
  const trials = plan.trials.filter((trial) => matches(trial, rest.join(':')));
  if (trials.length === 0) {
    const names = plan.trials.map(({ variant, seed }) => `${plan.experiment.name}:${variant}:${seed}`);
    throw new UserError(`There is no trial "${what}". ${suggestion(what, names, 'Trials')}`, EXIT.usage);
  }
  const shown = await Promise.all(trials.map((trial) => trialFacts(trial, plan, store)));
  if (json) return printJson(shown);
  for (const { variant, seed, levels, stages } of shown) {
    print(bold(`${variant} · seed ${seed}`));
    section('options that differ from the reference', levels);
    print();
    print(
      renderTable([
        STAGE_HEADING,
        ...stages.map((stage) => [stage.label, stage.key.slice(0, 10), stage.status, scores(stage.metrics)]),
      ]),
    );
    print();
  }
}

const STAGE_HEADING = ['stage', 'key', 'state', 'scores'];

/** VARIANT:SEED, or VARIANT alone for all its seeds. */
const matches = ({ variant, seed }: Trial, name: string): boolean =>
  name === variant || name === `${variant}:${seed}`;

async function trialFacts({ variant, seed, stages: keys }: Trial, plan: Plan, store: Store) {
  const records = await store.stages(keys);
  const stages = [];
  for (const key of keys) {
    const { label = '', spec } = plan.stages.find((stage) => stage.key === key) ?? {};
    const metrics = spec !== undefined && doesYield(spec.kind, 'scores') ? await store.metrics(key) : [];
    stages.push({ key, label, status: records.get(key)?.status ?? 'missing', metrics });
  }
  const levels = plan.variants.find(({ name }) => name === variant)?.levels ?? {};
  return { variant, seed, levels, stages };
}

const scores = (metrics: readonly Metric[]): string =>
  metrics.map(({ name, split, value }) => `${name} ${split} ${number(value)}`).join(', ');

async function showExperiment(what: string, store: Store, json: boolean): Promise<void> {
  const plan = await planOf(what, store);
  const records = await store.stages(plan.stages.map(({ key }) => key));
  const trials = plan.trials.map(({ variant, seed, stages }) => {
    const done = stages.filter((key) => records.get(key)?.status === 'done').length;
    const failed = stages.filter((key) => records.get(key)?.status === 'failed').length;
    const diverged = stages.filter((key) => records.get(key)?.status === 'diverged').length;
    return { variant, seed, stages: stages.length, done, failed, diverged };
  });
  const environment = await store.environment(plan.experiment.name);
  if (json) return printJson({ experiment: plan.experiment, trials, environment });
  print(bold(plan.experiment.name));
  if (plan.experiment.description !== '') print(plan.experiment.description.trimEnd());
  section('options', plan.experiment);
  if (environment !== null) section('environment of the last run', environment);
  const rows = trials.map((trial) => [
    trial.variant,
    ...[trial.seed, trial.stages, trial.done, trial.failed, trial.diverged].map(String),
  ]);
  print();
  print(renderTable([['variant', 'seed', 'stages', 'done', 'failed', 'diverged'], ...rows], [1, 2, 3, 4, 5]));
}

async function planOf(given: string, store: Store): Promise<Plan> {
  const plan = await store.loadPlan(await recordedExperiment(given, store));
  if (plan === null) throw new Error(`The plan of ${given} is listed, but not stored.`);
  return plan;
}

/** What was run, what failed, and where. */
import type { Trial } from '../plan/plan.js';
import type { StageRecord } from '../store/store.js';
import { stateCounts } from './costs.js';
import type { Failure, Line, RunCounts, StateCounts } from '../report/model.js';
import type { Recorded } from './recorded.js';
import { bytes, duration, grouped } from '../report/tables/numbers.js';

export function runCounts(recorded: Recorded): RunCounts {
  const { plan } = recorded;
  const stages = stateCounts(
    recorded,
    plan.stages.map(({ key }) => key),
  );
  const trials = trialCounts(recorded);
  return { trials, stages, lines: runLines(recorded, { trials, stages }) };
}

function trialCounts({ plan, records }: Recorded): StateCounts {
  const states = plan.trials.map((trial) => stateOf(trial, records));
  const count = (state: string): number => states.filter((one) => one === state).length;
  const [done, failed, diverged, missing] = ['done', 'failed', 'diverged', 'missing'].map(count);
  return { total: states.length, done, failed, diverged, missing };
}

function stateOf({ stages }: Trial, records: Recorded['records']): StageRecord['status'] | 'missing' {
  const states = stages.map((key) => records.get(key)?.status);
  if (states.includes('failed')) return 'failed';
  if (states.includes('diverged')) return 'diverged';
  return states.every((state) => state === 'done') ? 'done' : 'missing';
}

function runLines(recorded: Recorded, counts: Pick<RunCounts, 'trials' | 'stages'>): readonly Line[] {
  const done = [...recorded.records.values()].filter(({ status }) => status === 'done');
  const seconds = done.reduce((sum, record) => sum + record.seconds, 0);
  const cut = countOf(done, ({ truncatedExamples }) => truncatedExamples ?? 0);
  const refused = countOf(done, ({ rejected }) => totalOf(rejected));
  const unlabelled = countOf(done, ({ unlabelled: left }) => totalOf(left));
  return [
    { label: 'Trials', value: `${stateText(counts.trials)} (a trial is a variant with a seed)` },
    { label: 'Stages', value: `${stateText(counts.stages)} (what trials share is run once)` },
    { label: 'Stage time', value: `${duration(seconds)} in all, summed over parallel workers` },
    ...(cut === 0 ? [] : [{ label: 'Inputs cut to the context', value: `${cutText(done)} of the examples` }]),
    ...(refused === 0 ? [] : [{ label: 'Rows refused', value: `${grouped(refused)}, summed over stages` }]),
    ...(unlabelled === 0
      ? []
      : [{ label: 'Rows without a label', value: `${grouped(unlabelled)}, summed over stages` }]),
  ];
}

function stateText({ total, done, failed, diverged, missing }: StateCounts): string {
  const rest = Object.entries({ failed, diverged, missing })
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  return [`${grouped(done)} of ${grouped(total)} done`, ...rest].join(', ');
}

const totalOf = (bySplit: Readonly<Record<string, number>> | undefined): number =>
  Object.values(bySplit ?? {}).reduce((sum, count) => sum + count, 0);

const countOf = (records: readonly StageRecord[], of: (facts: StageRecord['facts']) => number): number =>
  records.reduce((sum, { facts }) => sum + of(facts), 0);

/** Cut and all examples of the stages that report cuts. */
function cutText(done: readonly StageRecord[]): string {
  const told = done.filter(({ facts }) => facts.truncatedExamples !== undefined);
  const cut = countOf(told, ({ truncatedExamples }) => truncatedExamples ?? 0);
  return `${grouped(cut)} of ${grouped(countOf(told, ({ examples }) => totalOf(examples)))}`;
}

/** Stages that failed or diverged, in the plan's order. */
export function failuresOf({ plan, records }: Recorded): readonly Failure[] {
  return plan.stages.flatMap(({ key, label }) => {
    const record = records.get(key);
    if (record === undefined || record.status === 'done') return [];
    const trials = plan.trials
      .filter(({ stages }) => stages.includes(key))
      .map(({ variant, seed }) => `${variant}, seed ${seed}`);
    return [{ key, label, error: record.error ?? 'No reason was recorded.', trials }];
  });
}

/** "pretrain · heads=8 · seed 2 at update 37", in the plan's order. */
export const divergencesOf = ({ plan, records }: Recorded): readonly string[] =>
  plan.stages.flatMap(({ key, label }) => {
    const divergence = records.get(key)?.facts.divergence;
    return divergence === undefined ? [] : [`${label} at update ${divergence.step}`];
  });

/** Of the last run, and of the recorded stages where these come from others. */
export function environmentLines({ environment, records }: Recorded): readonly Line[] {
  const all = [...records.values()];
  const distinct = (of: (record: StageRecord) => string): string =>
    [...new Set(all.map(of))].sort().join(', ');
  const stages: Line[] =
    all.length === 0
      ? []
      : [
          { label: 'Engine', value: distinct(({ engine }) => engine) },
          { label: 'Threads a stage', value: distinct(({ threads }) => String(threads)) },
          { label: 'Machine', value: distinct(({ machine }) => machine) },
          { label: 'Commits of the stages', value: distinct(({ commit }) => commit ?? 'unknown') },
        ];
  if (environment === null) return stages;
  const { commit, dirty, node, platform, cpu, cores, memoryBytes, packages } = environment;
  return [
    ...stages,
    {
      label: 'Commit of the last run',
      value: `${commit ?? 'unknown'}${dirty ? ', with uncommitted changes' : ''}`,
    },
    { label: 'Node.js', value: node },
    { label: 'Platform', value: platform },
    { label: 'Processor', value: `${cpu}, ${cores} cores` },
    { label: 'Memory', value: bytes(memoryBytes) },
    {
      label: 'Packages',
      value: Object.entries(packages)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    },
  ];
}

/** `reprise status [EXPERIMENT]`: what is done, failed and missing. */
import { EXIT } from '../../failure.js';
import type { Plan } from '../../plan/plan.js';
import { readEvents } from '../../run/events.js';
import type { Kept } from '../../training/events.js';
import { formatBytes } from '../../amounts.js';
import { keptText } from '../terminal/kept.js';
import type { StageRecord, Store } from '../../store/store.js';
import type { Verb } from './verb.js';
import { bytesOf } from '../disk.js';
import { jsonOption } from '../options.js';
import type { JsonOption } from '../options.js';
import { dim, print, printJson, renderTable } from '../terminal/print.js';
import {
  experimentFiles,
  nameOf,
  projectAt,
  recordedExperiment,
  withResults,
  withStore,
} from '../project.js';
import type { Project } from '../project.js';

export const status: Verb<JsonOption & { experiment: string | undefined }> = {
  options: (yargs) =>
    jsonOption(yargs).positional('experiment', {
      type: 'string',
      describe: 'the name of an experiment that was run',
    }),
  run: async ({ experiment, root, json }) => {
    const project = projectAt(root);
    if (experiment === undefined) await showAll(project, json);
    else await withResults(project, (store) => showOne(experiment, store, json));
    return EXIT.ok;
  },
};

interface ExperimentStatus {
  readonly name: string;
  readonly trials: number;
  readonly stages: number;
  readonly done: number;
  readonly failed: number;
  readonly diverged: number;
  readonly missing: number;
  readonly bytes: number;
  /** ISO 8601; null: never run. */
  readonly savedAt: string | null;
}

async function showAll(project: Project, json: boolean): Promise<void> {
  const recorded = (await withStore(project, allStatuses)) ?? [];
  const files = (await experimentFiles(project)).map(nameOf);
  const known = new Set(recorded.map(({ name }) => name));
  const notRun = files.filter((name) => !known.has(name));
  if (json) {
    printJson({ experiments: recorded, notRun });
    return;
  }
  if (recorded.length > 0) print(renderTable([HEADING, ...recorded.map(rowOf)], [1, 2, 3, 4, 5, 6, 7]));
  if (notRun.length > 0) print(`${recorded.length > 0 ? '\n' : ''}Not run yet: ${notRun.join(', ')}`);
  if (recorded.length + notRun.length === 0) print(`There are no experiments in ${project.experiments}.`);
}

const HEADING = [
  'experiment',
  'trials',
  'stages',
  'done',
  'failed',
  'diverged',
  'missing',
  'disk',
  'last run',
];

const rowOf = (of: ExperimentStatus): string[] => [
  of.name,
  ...[of.trials, of.stages, of.done, of.failed, of.diverged, of.missing].map(String),
  formatBytes(of.bytes),
  of.savedAt ?? '–',
];

async function allStatuses(store: Store): Promise<readonly ExperimentStatus[]> {
  const statuses: ExperimentStatus[] = [];
  for (const { name, trials, savedAt } of await store.experiments()) {
    const plan = await store.loadPlan(name);
    if (plan !== null) statuses.push({ name, trials, savedAt, ...(await countsOf(plan, store)) });
  }
  return statuses;
}

async function countsOf(
  plan: Plan,
  store: Store,
): Promise<Omit<ExperimentStatus, 'name' | 'trials' | 'savedAt'>> {
  const keys = plan.stages.map(({ key }) => key);
  const records = [...(await store.stages(keys)).values()];
  const count = (wanted: StageRecord['status']): number =>
    records.filter((record) => record.status === wanted).length;
  let bytes = 0;
  for (const key of keys)
    bytes += (await bytesOf(store.artifacts(key))) + (await bytesOf(store.eventLog(key)));
  const done = count('done');
  const failed = count('failed');
  const diverged = count('diverged');
  return {
    stages: keys.length,
    done,
    failed,
    diverged,
    missing: keys.length - done - failed - diverged,
    bytes,
  };
}

/** What a stage that was stopped goes on from; null: it did not end so, or keeps nothing. */
async function keptOf(log: string): Promise<Kept | null> {
  const last = (await readEvents(log)).at(-1);
  return last?.event === 'ended' ? (last.kept ?? null) : null;
}

async function showOne(given: string, store: Store, json: boolean): Promise<void> {
  const plan = await store.loadPlan(await recordedExperiment(given, store));
  if (plan === null) return;
  const records = await store.stages(plan.stages.map(({ key }) => key));
  const stages = [];
  for (const { key, label, spec } of plan.stages) {
    const { status = 'missing', seconds = null, error = null } = records.get(key) ?? {};
    const kept = status === 'missing' ? await keptOf(store.eventLog(key)) : null;
    stages.push({ key, kind: spec.kind, label, status, seconds, error, kept });
  }
  const counts = await countsOf(plan, store);
  if (json) {
    printJson({ name: plan.experiment.name, ...counts, stages });
    return;
  }
  const rows = stages.map(({ key, label, status, seconds, kept }) => [
    label,
    key.slice(0, 10),
    kept === null ? status : `${status}, ${keptText(kept)}`,
    seconds === null ? '–' : `${seconds.toFixed(1)} s`,
  ]);
  print(renderTable([['stage', 'key', 'state', 'time'], ...rows], [3]));
  print();
  const { done, failed, diverged, missing, bytes } = counts;
  print(
    `${done} done, ${failed} failed, ${diverged} diverged, ${missing} missing; ${formatBytes(bytes)} of disk`,
  );
  if (failed + diverged > 0) print(dim('reprise show KEY tells why a stage failed or diverged.'));
}

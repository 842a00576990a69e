/**
 * `reprise gc [--dry-run]`: removes artifacts that nothing needs: no experiment of experiments/, neither as its file
 * stands nor as it last ran, and no pin. Records, metrics and predictions stay; only files go.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, UserError, whereAbsent } from '../../failure.js';
import { formatBytes } from '../../amounts.js';
import { holdResults } from '../../run/hold.js';
import type { Store } from '../../store/store.js';
import type { Verb } from './verb.js';
import { bytesOf } from '../disk.js';
import { jsonOption } from '../options.js';
import type { JsonOption } from '../options.js';
import { prepareIfPossible } from '../prepared.js';
import { counted, dim, print, printJson, renderTable } from '../terminal/print.js';
import { experimentFiles, nameOf, projectAt, withStore } from '../project.js';
import type { Project } from '../project.js';

export const gc: Verb<JsonOption & { 'dry-run': boolean }> = {
  options: (yargs) =>
    jsonOption(yargs).option('dry-run', {
      type: 'boolean',
      default: false,
      describe: 'say what would go, and how much; delete nothing',
    }),
  run: async ({ root, json, 'dry-run': isDry }) => {
    const project = projectAt(root);
    const sort = () => withStore(project, (store) => sortArtifacts(project, store));
    const sorted = (isDry ? await sort() : await whileNothingRuns(project, sort)) ?? NOTHING;
    if (json) printJson({ ...sorted, removed: !isDry });
    else print(render(sorted, isDry));
    return EXIT.ok;
  },
};

/** As `--json` prints it. */
export interface Artifact {
  readonly key: string;
  /** Null: nothing is recorded of it. */
  readonly label: string | null;
  readonly folder: string;
  /** Its event log. */
  readonly log: string;
  /** Of both. */
  readonly bytes: number;
}

interface Sorted {
  readonly needed: readonly Artifact[];
  readonly unneeded: readonly Artifact[];
  /** Names of the experiments and of the pinned ones. */
  readonly experiments: readonly string[];
  readonly pins: readonly string[];
  /** Experiments that cannot be planned here, each with the first line of why. */
  readonly unplanned: Readonly<Record<string, string>>;
}

const NOTHING: Sorted = { needed: [], unneeded: [], experiments: [], pins: [], unplanned: {} };

/** Holding the results, as a run does: what a run has written and not yet recorded is nobody's to remove. */
async function whileNothingRuns(
  project: Project,
  sort: () => Promise<Sorted | null>,
): Promise<Sorted | null> {
  const release = await holdResults(project.results);
  try {
    const sorted = await sort();
    for (const { folder, log } of sorted?.unneeded ?? [])
      for (const path of [folder, log]) await rm(path, { recursive: true, force: true });
    return sorted;
  } finally {
    await release();
  }
}

async function sortArtifacts(project: Project, store: Store): Promise<Sorted> {
  const needs = await neededKeys(project, store);
  const labels = new Map((await store.allStages()).map(({ key, label }) => [key, label]));
  const artifacts: Artifact[] = [];
  for (const key of await keptKeys(project.results)) {
    const [folder, log] = [store.artifacts(key), store.eventLog(key)];
    const bytes = (await bytesOf(folder)) + (await bytesOf(log));
    artifacts.push({ key, label: labels.get(key) ?? null, folder, log, bytes });
  }
  return {
    needed: artifacts.filter(({ key }) => needs.keys.has(key)),
    unneeded: artifacts.filter(({ key }) => !needs.keys.has(key)),
    experiments: needs.experiments,
    pins: needs.pins,
    unplanned: needs.unplanned,
  };
}

/** Keys that the files ask for, now and at their last run (which `--set` may have changed), and those of the pins. */
async function neededKeys(project: Project, store: Store) {
  const pins = await store.pins();
  const keys = new Set(pins.flatMap((pin) => pin.keys));
  const experiments: string[] = [];
  const unplanned: Record<string, string> = {};
  for (const file of await experimentFiles(project)) {
    const name = nameOf(file);
    const now = await prepareIfPossible(file, project);
    if (now instanceof UserError) unplanned[name] = now.message.split('\n', 1).join('');
    const last = await store.loadPlan(name);
    for (const plan of [last, now instanceof UserError ? null : now.plan])
      plan?.stages.forEach(({ key }) => keys.add(key));
    experiments.push(name);
  }
  return { keys, experiments, pins: pins.map(({ experiment }) => experiment), unplanned };
}

/** Keys of the stages that have artifacts or an event log. */
async function keptKeys(results: string): Promise<readonly string[]> {
  const artifacts = await namesBelow(join(results, 'artifacts'));
  const logs = await namesBelow(join(results, 'events'));
  return [...new Set([...artifacts, ...logs.map((name) => name.replace(/\.jsonl$/, ''))])].sort();
}

/** Names in the folders of a folder. */
async function namesBelow(folder: string): Promise<readonly string[]> {
  const heads = await readdir(folder).catch(whereAbsent([]));
  const lists = await Promise.all(heads.map((head) => readdir(join(folder, head)).catch(whereAbsent([]))));
  return lists.flat();
}

function render({ needed, unneeded, experiments, pins, unplanned }: Sorted, isDry: boolean): string {
  const by = [counted(experiments.length, 'experiment'), ...pins.map((name) => `the pin of ${name}`)].join(
    ', ',
  );
  const notes = Object.entries(unplanned).map(([name, why]) =>
    dim(`${name} cannot be planned here (${why}); what its last run used is kept.`),
  );
  const rows = unneeded.map(({ key, label, bytes, folder }) => [
    key.slice(0, 10),
    label ?? '–',
    formatBytes(bytes),
    folder,
  ]);
  const table =
    rows.length === 0 ? [] : [renderTable([['key', 'stage', 'disk', 'folder'], ...rows], [2]), ''];
  const verdict = isDry ? 'would go; nothing was deleted' : 'removed; their numbers are kept';
  return [
    ...table,
    ...notes,
    `Needed by ${by}: ${amount(needed)}.`,
    `Needed by nothing: ${amount(unneeded)}${rows.length === 0 ? '' : `: ${verdict}`}.`,
  ].join('\n');
}

const amount = (artifacts: readonly Artifact[]): string =>
  `${counted(artifacts.length, 'artifact')}, ${formatBytes(artifacts.reduce((sum, { bytes }) => sum + bytes, 0))}`;

/** Where things lie in a project, and how an experiment is found by its name. */
import { access as accessPath, readdir } from 'node:fs/promises';
import { basename, extname, join, resolve, sep } from 'node:path';
import { suggestion } from '../experiment/near-miss.js';
import { EXIT, UserError, whereAbsent } from '../failure.js';
import { hasDatabase } from '../store/dialects/sqlite.js';
import type { Access } from '../store/dialects/sqlite.js';
import { openStore } from '../store/open.js';
import type { Store } from '../store/store.js';

export interface Project {
  readonly experiments: string;
  readonly datasets: string;
  readonly results: string;
  readonly reports: string;
}

/** The folders under a project's root. */
export function projectAt(root: string): Project {
  const under = (name: string): string => resolve(root, name);
  return {
    experiments: under('experiments'),
    datasets: under('datasets'),
    results: under('results'),
    reports: under('reports'),
  };
}

/** The file of an experiment, given as a path or as its bare name. Throws UserError with the near miss. */
export async function experimentFile(given: string, project: Project): Promise<string> {
  const files = await experimentFiles(project);
  const isPath = /[/\\]|\.ya?ml$/.test(given);
  const candidates = isPath
    ? [resolve(given), join(project.experiments, given)]
    : [join(project.experiments, `${given}.yaml`), ...files.filter((file) => nameOf(file) === given)];
  for (const candidate of candidates) if (await exists(candidate)) return candidate;
  const names = files.map(nameOf);
  const wanted = basename(given, extname(given));
  const advice =
    names.length === 0
      ? `There are no experiments in ${project.experiments}.`
      : suggestion(wanted, names, 'Experiments there are');
  throw new UserError(
    `There is no experiment "${given}" (looked for ${candidates[0]}). ${advice}`,
    EXIT.usage,
  );
}

/** Folder below the experiments whose files are none themselves. */
const PRESETS = 'presets';

/** Files of the project's experiments, those in folders below it too, sorted. */
export async function experimentFiles(project: Project): Promise<readonly string[]> {
  const paths = await readdir(project.experiments, { recursive: true }).catch(whereAbsent([]));
  return paths
    .filter((path) => /\.ya?ml$/.test(path) && path.split(sep)[0] !== PRESETS)
    .sort()
    .map((path) => join(project.experiments, path));
}

/** Of an experiment, by its file: they are the same. */
export const nameOf = (file: string): string => basename(file, extname(file));

/** What `work` reads of the project's store; null, and no file made, where nothing was ever run. */
export async function withStore<T>(
  project: Project,
  work: (store: Store) => Promise<T>,
  access: Access = 'read',
): Promise<T | null> {
  if (!(await hasDatabase(project.results))) return null;
  const store = await openStore(project.results, access);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** As withStore, for verbs that need results: throws UserError where there are none. */
export async function withResults<T>(
  project: Project,
  work: (store: Store) => Promise<T>,
  access: Access = 'read',
): Promise<T> {
  const made = await withStore(project, async (store) => ({ value: await work(store) }), access);
  if (made !== null) return made.value;
  throw new UserError(
    `There are no results in ${project.results} yet. Run an experiment first: reprise run NAME.`,
  );
}

/** The name of an experiment that has results, given as it or as its file. Throws UserError with the near miss. */
export async function recordedExperiment(given: string, store: Store): Promise<string> {
  const name = basename(given).replace(/\.ya?ml$/, '');
  const names = (await store.experiments()).map((experiment) => experiment.name);
  if (names.includes(name)) return name;
  const advice =
    names.length === 0 ? 'Nothing was run yet.' : suggestion(name, names, 'Experiments with results');
  throw new UserError(`There are no results of an experiment "${name}". ${advice}`, EXIT.usage);
}

async function exists(path: string): Promise<boolean> {
  return accessPath(path).then(() => true, whereAbsent(false));
}

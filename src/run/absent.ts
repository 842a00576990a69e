/** What an experiment names and is not here: how each of it is brought, and the size that it is planned with. */
import { access } from 'node:fs/promises';
import { corpusFolder, taskFolder } from '../datasets/folders.js';
import { manifestNames, readManifest } from '../datasets/manifest.js';
import type { Manifest } from '../datasets/manifest.js';
import type { Experiment } from '../experiment/schema.js';
import { EXIT, UserError, whereAbsent } from '../failure.js';
import type { TaskSize } from '../stages/inputs.js';
import { bytesOfWeights } from '../stages/sizes.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import { weightsFolder } from '../weights/folder.js';
import { listingOf, waysTo } from '../weights/list.js';

/** How absent data is brought. */
export interface Ways {
  /** Command that fetches it; null: it cannot be fetched. */
  readonly get: string | null;
  /** Commands that take one's own copy; any one of them will do. */
  readonly imports: readonly string[];
  /** What to do by hand, in order. */
  readonly steps: readonly string[];
}

interface AbsentBytes extends Ways {
  readonly kind: 'corpus' | 'weights';
  readonly name: string;
  /** Where it would be. */
  readonly folder: string;
  /** Published, or, of weights, those of the experiment's model; NaN: not known. */
  readonly bytes: number;
}

interface AbsentTask extends Ways {
  readonly kind: 'task';
  readonly name: TaskName;
  readonly folder: string;
  /** Published; NaN: not known. */
  readonly size: TaskSize;
}

export type AbsentData = AbsentBytes | AbsentTask;

/** In the order in which an experiment uses it. */
export async function absentData(experiment: Experiment, datasets: string): Promise<readonly AbsentData[]> {
  const { evaluate } = experiment;
  const absent: AbsentData[] = [...(await absentStart(experiment, datasets))];
  for (const name of evaluate.tasks) {
    const folder = taskFolder(datasets, evaluate.source, name);
    if (await exists(folder)) continue;
    const manifest = await manifestOf(datasets, name);
    const size = publishedSize(name, manifest);
    absent.push({ kind: 'task', name, folder, size, ...waysToData(name, manifest) });
  }
  return absent;
}

/** Throws UserError naming all that is absent, with the command for each. */
export function refuseAbsent(absent: readonly AbsentData[]): void {
  if (absent.length === 0) return;
  const hint = 'reprise data list, and reprise weights list, show what there is and where each comes from.';
  throw new UserError([...absent.map(sentence), hint].join('\n'), EXIT.usage);
}

async function absentStart(experiment: Experiment, datasets: string): Promise<readonly AbsentBytes[]> {
  const { corpus, weights } = experiment.pretrain;
  const folder = weights === null ? corpusFolder(datasets, corpus) : weightsFolder(datasets, weights);
  if (await exists(folder)) return [];
  if (weights === null) {
    const manifest = await manifestOf(datasets, corpus);
    const bytes = manifest?.bytes ?? NaN;
    return [{ kind: 'corpus', name: corpus, folder, bytes, ...waysToData(corpus, manifest) }];
  }
  const ways = waysTo(weights, (await listingOf(datasets, weights)).manifest);
  const bytes = bytesOfWeights(experiment);
  return [{ kind: 'weights', name: weights, folder, bytes, ...ways, steps: [] }];
}

/** Null: nothing describes it. */
const manifestOf = async (datasets: string, name: string): Promise<Manifest | null> =>
  (await manifestNames(datasets)).includes(name) ? readManifest(datasets, name) : null;

const waysToData = (name: string, manifest: Manifest | null): Ways => ({
  get: manifest?.access === 'download' ? `reprise data get ${name}` : null,
  imports: [`reprise data import ${name} PATH`],
  steps: manifest?.steps ?? [],
});

function publishedSize(name: TaskName, manifest: Manifest | null): TaskSize {
  const rowsOf = (split: string): number => manifest?.splits[split]?.rows ?? NaN;
  const evaluate = TASKS[name].splits.reduce((sum, split) => sum + rowsOf(split.name), 0);
  const { tokens = null, prefix = 0 } = manifest ?? {};
  return { train: rowsOf('train'), evaluate, tokens: tokens ?? NaN, prefix };
}

const CALLED: Readonly<Record<AbsentData['kind'], (name: string) => string>> = {
  task: (name) => `The task ${name} is`,
  corpus: (name) => `The corpus "${name}" is`,
  weights: (name) => `The weights "${name}" are`,
};

function sentence({ kind, name, folder, get, imports }: AbsentData): string {
  const fetched = get === null ? '' : `Fetch it: ${get}. `;
  return `${CALLED[kind](name)} not in ${folder}. ${fetched}Bring your copy: ${imports.join(', or ')}`;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, whereAbsent(false));
}

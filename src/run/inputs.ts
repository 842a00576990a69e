/** What planning must be told of the outside world: hashes and sizes of the data, the engine, its observed rate. */
import { access } from 'node:fs/promises';
import { corpusFolder, MINIATURE, taskFolder } from '../datasets/folders.js';
import { ensureMiniature } from '../datasets/miniature/index.js';
import { dataFacts } from '../datasets/facts.js';
import type { DataFacts, HashedData } from '../datasets/facts.js';
import { planData } from '../datasets/planned.js';
import type { ContentHash } from '../datasets/hash.js';
import type { PlannedFile } from '../datasets/planned.js';
import { ENGINES } from '../engines/index.js';
import type { EngineName } from '../engines/index.js';
import { resolveEngine } from '../engines/resolve.js';
import type { Experiment } from '../experiment/schema.js';
import { EXIT, UserError, whereAbsent } from '../failure.js';
import { doesYield } from '../stages/index.js';
import type { PlanInputs, TaskSize } from '../stages/inputs.js';
import type { ExampleText, StageRecord } from '../store/store.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import type { Example, Task } from '../tasks/task.js';
import { listingOf, wayTo } from '../weights/list.js';
import { weightsFolder } from '../weights/folder.js';
import { textsOf } from './texts.js';

/** English text: about four bytes per token. */
const BYTES_PER_TOKEN = 4;

export interface GatheredInputs {
  readonly engine: EngineName;
  readonly inputs: PlanInputs;
  /** The files that each data hash stands for. */
  readonly data: ReadonlyMap<string, readonly PlannedFile[]>;
  readonly known: readonly KnownData[];
}

/** What is known of a corpus or of a task's data. */
export interface KnownData extends DataFacts {
  /** Content hash. */
  readonly sha256: string;
  /** Null: it is a corpus, or weights. */
  readonly task: TaskName | null;
  /** Of the folder of datasets/, or of datasets/weights/. */
  readonly name: string;
  /** Of a task whose examples share texts; else null. */
  readonly texts: readonly ExampleText[] | null;
}

export interface Surroundings {
  /** Folder of the data sets. */
  readonly datasets: string;
  /** Stages done before, for the rate. */
  readonly records: readonly StageRecord[];
  /** That the kernels are to use; null: the best. */
  readonly instructionSet: string | null;
}

/**
 * Reads the data that an experiment names. Writes nothing but the miniature, where the experiment uses it.
 * Throws UserError naming the import where real data is absent.
 */
export async function gatherInputs(
  experiment: Experiment,
  { datasets, records, instructionSet }: Surroundings,
): Promise<GatheredInputs> {
  const { evaluate, pretrain, engine } = experiment;
  const { name, numericsVersion } = resolveEngine(engine.name, engine.precision, { instructionSet });
  const usesMiniature = pretrain.weights === null && pretrain.corpus === MINIATURE;
  if (evaluate.source === 'miniature' || usesMiniature) await ensureMiniature(datasets);
  await checkPresence(experiment, datasets);
  const start = await (pretrain.weights === null
    ? corpusStart(datasets, pretrain.corpus)
    : weightsStart(datasets, pretrain.weights));
  const data = new Map([[start.data.sha256, start.data.files]]);
  const known = [start.known];
  const dataHashes: Record<string, string> = {};
  const taskSizes: Record<string, TaskSize> = {};
  for (const task of evaluate.tasks) {
    const folder = taskFolder(datasets, evaluate.source, task);
    const planned = await planData(folder);
    const { sha256, files } = planned;
    data.set(sha256, files);
    const splits = await readSplits(TASKS[task], folder);
    const about = { name: evaluate.source === 'real' ? task : MINIATURE, task };
    known.push(
      await knownOf({ datasets, ...about, texts: textsOf(TASKS[task], splits.evaluation) }, planned),
    );
    dataHashes[task] = sha256;
    taskSizes[task] = sizeOf(TASKS[task], splits);
  }
  const inputs: PlanInputs = {
    numericsVersion,
    ...start.inputs,
    dataHashes,
    taskSizes,
    rate: observedRate(records, name) ?? ENGINES[name].assumedRate,
    isFused: ENGINES[name].isFused,
  };
  return { engine: name, inputs, data, known };
}

/** What a model starts from: a corpus to pre-train on, or weights. */
interface Start {
  readonly data: ContentHash & { readonly files: readonly PlannedFile[] };
  readonly known: KnownData;
  readonly inputs: Pick<PlanInputs, 'corpusHash' | 'corpusBytes' | 'weights'>;
}

async function corpusStart(datasets: string, name: string): Promise<Start> {
  const data = await planData(corpusFolder(datasets, name));
  const known = await knownOf({ datasets, name, task: null, texts: null }, data);
  return { data, known, inputs: { corpusHash: data.sha256, corpusBytes: data.bytes, weights: null } };
}

async function weightsStart(datasets: string, name: string): Promise<Start> {
  const folder = weightsFolder(datasets, name);
  const data = await planData(folder);
  const { record } = await listingOf(datasets, name);
  if (record !== null && record.data !== data.sha256)
    throw new UserError(`What lies in ${folder} is not what was imported. Import the weights again.`);
  const { sha256, bytes } = data;
  const known = {
    name,
    task: null,
    texts: null,
    sha256,
    status: 'unpinned',
    findings: ['Imported weights.'],
    warnings: [],
  } as const;
  return { data, known, inputs: { corpusHash: '', corpusBytes: 0, weights: { sha256, bytes } } };
}

const knownOf = async (
  { datasets, name, ...about }: Pick<KnownData, 'name' | 'task' | 'texts'> & { readonly datasets: string },
  data: HashedData,
): Promise<KnownData> => ({
  name,
  ...about,
  sha256: data.sha256,
  ...(await dataFacts(datasets, name, data)),
});

/** Below this many seconds, starting up is most of a training. */
const TELLING_SECONDS = 5;

/** FLOP/s over the trainings that an engine has done, but for the shortest; null where there is none. */
export function observedRate(records: readonly StageRecord[], engine: EngineName): number | null {
  const telling = records
    .filter(({ status, kind }) => status === 'done' && doesYield(kind, 'losses'))
    .filter((record) => record.engine === engine && record.seconds >= TELLING_SECONDS);
  const sum = (of: (record: StageRecord) => number): number =>
    telling.reduce((total, record) => total + of(record), 0);
  return telling.length === 0 ? null : sum(({ estimate }) => estimate.flops) / sum(({ seconds }) => seconds);
}

/** All that is absent, in one message, with the command for each. */
async function checkPresence(experiment: Experiment, datasets: string): Promise<void> {
  const { evaluate } = experiment;
  const absent: string[] = [];
  absent.push(...(await absentStart(experiment, datasets)));
  for (const task of evaluate.tasks) {
    const folder = taskFolder(datasets, evaluate.source, task);
    if (!(await exists(folder))) absent.push(`The task ${task} is not in ${folder}. ${remedy(task)}`);
  }
  if (absent.length === 0) return;
  const hint = 'reprise data list, and reprise weights list, show what there is and where each comes from.';
  throw new UserError([...absent, hint].join('\n'), EXIT.usage);
}

async function absentStart({ pretrain }: Experiment, datasets: string): Promise<readonly string[]> {
  const { corpus, weights } = pretrain;
  const folder = weights === null ? corpusFolder(datasets, corpus) : weightsFolder(datasets, weights);
  if (await exists(folder)) return [];
  if (weights === null)
    return [`The corpus "${corpus}" is not in ${folder}. Bring it: reprise data import ${corpus} PATH`];
  const { manifest } = await listingOf(datasets, weights);
  return [`The weights "${weights}" are not in ${folder}. ${wayTo(weights, manifest)}`];
}

const remedy = (task: TaskName): string =>
  `Bring your copy: reprise data import ${task} PATH; reprise data get ${task} fetches it or says where it comes from.`;

interface Splits {
  readonly train: readonly Example[];
  readonly evaluation: readonly { readonly name: string; readonly examples: readonly Example[] }[];
}

async function readSplits(task: Task, folder: string): Promise<Splits> {
  const examplesOf = async (split: string): Promise<readonly Example[]> =>
    (await task.read(folder, split))?.examples ?? [];
  const train = await examplesOf('train');
  const evaluation = await Promise.all(
    task.splits.map(async ({ name }) => ({ name, examples: await examplesOf(name) })),
  );
  return { train, evaluation };
}

function sizeOf(task: Task, { train, evaluation }: Splits): TaskSize {
  const examples = evaluation.flatMap((split) => split.examples);
  const all = [...train, ...examples];
  const bytes = all.reduce((sum, example) => sum + task.sequences(example).flat().join(' ').length, 0);
  const tokens = all.length === 0 ? 0 : bytes / all.length / BYTES_PER_TOKEN;
  return { train: train.length, evaluate: examples.length, tokens };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, whereAbsent(false));
}

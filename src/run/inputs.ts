/** What planning must be told of the outside world: hashes and sizes of the data, the engine, its observed rate. */
import { corpusFolder, MINIATURE, taskFolder } from '../datasets/folders.js';
import { ensureMiniature } from '../datasets/miniature/index.js';
import { dataFacts } from '../datasets/facts.js';
import type { DataFacts, HashedData } from '../datasets/facts.js';
import { planData } from '../datasets/planned.js';
import type { PlannedFile } from '../datasets/planned.js';
import { ENGINES } from '../engines/index.js';
import type { EngineName } from '../engines/index.js';
import { resolveEngine } from '../engines/resolve.js';
import type { Experiment } from '../experiment/schema.js';
import { UserError } from '../failure.js';
import { unknown } from '../stages/inputs.js';
import type { PlanInputs, TaskSize } from '../stages/inputs.js';
import type { ExampleText, StageRecord } from '../store/store.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import type { Example, Task } from '../tasks/task.js';
import { listingOf } from '../weights/list.js';
import { weightsFolder } from '../weights/folder.js';
import { absentData, refuseAbsent } from './absent.js';
import type { AbsentData } from './absent.js';
import { observedRates } from './rates.js';
import { textsOf } from './texts.js';

/** English text: about four bytes per token. */
const BYTES_PER_TOKEN = 4;

export interface GatheredInputs {
  readonly engine: EngineName;
  readonly inputs: PlanInputs;
  /** The files that each data hash stands for. */
  readonly data: ReadonlyMap<string, readonly PlannedFile[]>;
  /** Of what is here. */
  readonly known: readonly KnownData[];
  readonly absent: readonly AbsentData[];
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
  /** Whether all that the experiment names must be here; what is not is otherwise planned with its published size. */
  readonly isComplete: boolean;
}

/**
 * Reads the data that an experiment names. Writes nothing but the miniature, where the experiment uses it.
 * Throws UserError naming all that is absent, where nothing may be, before anything is read.
 */
export async function gatherInputs(
  experiment: Experiment,
  { datasets, records, instructionSet, isComplete }: Surroundings,
): Promise<GatheredInputs> {
  const { evaluate, pretrain, engine } = experiment;
  const { name, numericsVersion } = resolveEngine(engine.name, engine.precision, { instructionSet });
  const usesMiniature = pretrain.weights === null && pretrain.corpus === MINIATURE;
  if (evaluate.source === 'miniature' || usesMiniature) await ensureMiniature(datasets);
  const absent = await absentData(experiment, datasets);
  if (isComplete) refuseAbsent(absent);
  const start = await startOf(experiment, datasets, absent);
  const tasks = new Map<TaskName, TaskInputs>();
  for (const task of evaluate.tasks)
    tasks.set(task, await taskInputs(task, { source: evaluate.source, datasets, absent }));
  const eachTask = <T>(of: (inputs: TaskInputs) => T): Readonly<Record<string, T>> =>
    Object.fromEntries([...tasks].map(([task, inputs]) => [task, of(inputs)]));
  const here = [start, ...tasks.values()].flatMap((one) => (one.here === null ? [] : [one.here]));
  const inputs: PlanInputs = {
    numericsVersion,
    ...start.inputs,
    dataHashes: eachTask(({ hash }) => hash),
    taskSizes: eachTask(({ size }) => size),
    rate: observedRates(records, { engine: name, numericsVersion, assumed: ENGINES[name].assumedRate }),
    isFused: ENGINES[name].isFused,
  };
  const data = new Map(here.map(({ known, files }) => [known.sha256, files]));
  return { engine: name, inputs, data, known: here.map(({ known }) => known), absent };
}

/** What is here of data, with the files that its hash stands for. */
interface Here {
  readonly known: KnownData;
  readonly files: readonly PlannedFile[];
}

interface TaskInputs {
  readonly hash: string;
  readonly size: TaskSize;
  /** Null: it is absent. */
  readonly here: Here | null;
}

interface Sought {
  readonly source: Experiment['evaluate']['source'];
  readonly datasets: string;
  readonly absent: readonly AbsentData[];
}

async function taskInputs(task: TaskName, { source, datasets, absent }: Sought): Promise<TaskInputs> {
  const missing = absent.find((one) => one.kind === 'task' && one.name === task);
  if (missing?.kind === 'task') return { hash: unknown(task), size: missing.size, here: null };
  const folder = taskFolder(datasets, source, task);
  const { files, ...data } = await planData(folder);
  const splits = await readSplits(TASKS[task], folder);
  const name = source === 'real' ? task : MINIATURE;
  const texts = textsOf(TASKS[task], splits.evaluation);
  const known = await knownOf({ datasets, name, task, texts }, { ...data, files });
  return { hash: data.sha256, size: sizeOf(TASKS[task], splits), here: { known, files } };
}

/** What a model starts from: a corpus to pre-train on, or weights. */
interface Start {
  /** Null: it is absent. */
  readonly here: Here | null;
  readonly inputs: Pick<PlanInputs, 'corpusHash' | 'corpusBytes' | 'weights'>;
}

async function startOf(
  { pretrain: { corpus, weights } }: Experiment,
  datasets: string,
  absent: readonly AbsentData[],
): Promise<Start> {
  const missing = absent.find(({ kind }) => kind !== 'task');
  if (missing !== undefined && missing.kind !== 'task') return { here: null, inputs: unseenStart(missing) };
  return weights === null ? corpusStart(datasets, corpus) : weightsStart(datasets, weights);
}

const unseenStart = ({ kind, name, bytes }: Exclude<AbsentData, { kind: 'task' }>): Start['inputs'] =>
  kind === 'corpus'
    ? { corpusHash: unknown(name), corpusBytes: bytes, weights: null }
    : { corpusHash: '', corpusBytes: 0, weights: { sha256: unknown(name), bytes } };

async function corpusStart(datasets: string, name: string): Promise<Start> {
  const data = await planData(corpusFolder(datasets, name));
  const known = await knownOf({ datasets, name, task: null, texts: null }, data);
  return {
    here: { known, files: data.files },
    inputs: { corpusHash: data.sha256, corpusBytes: data.bytes, weights: null },
  };
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
  return {
    here: { known, files: data.files },
    inputs: { corpusHash: '', corpusBytes: 0, weights: { sha256, bytes } },
  };
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
  const all = [...train, ...examples].map((example) => task.sequences(example));
  const tokensOf = (textOf: (sequences: Sequences) => string): number =>
    all.length === 0
      ? 0
      : all.reduce((sum, one) => sum + textOf(one).length, 0) / all.length / BYTES_PER_TOKEN;
  return {
    train: train.length,
    evaluate: examples.length,
    tokens: tokensOf((sequences) => sequences.flat().join(' ')),
    prefix: tokensOf((sequences) => commonParts(sequences).join(' ')),
  };
}

type Sequences = ReturnType<Task['sequences']>;

/** The parts that all sequences of an example begin with; none of a single one. */
function commonParts([first = [], ...others]: Sequences): readonly string[] {
  if (others.length === 0) return [];
  const end = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return end < 0 ? first : first.slice(0, end);
}

/** All that results are made of, read from the store at once: what follows is pure. */
import { EXIT, UserError } from '../failure.js';
import type { Plan, Trial } from '../plan/plan.js';
import { dataOf, ratesOf, stagesYielding, taskOf } from '../stages/index.js';
import type { Stage, StageYielding } from '../stages/index.js';
import type { Metric, Overlap, Prediction } from '../stages/result.js';
import type { Yield } from '../stages/stage.js';
import type { DataFacts, Diff, Environment, StageRecord, Store, WrittenHypothesis } from '../store/store.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';

export interface Recorded {
  readonly plan: Plan;
  /** Stages of the plan by key. */
  readonly stages: ReadonlyMap<string, Stage>;
  /** Records by key; a stage that never ended has none. */
  readonly records: ReadonlyMap<string, StageRecord>;
  /** By key; of language models' trainings, of what scores rows, and of one other training of each schedule. */
  readonly metrics: ReadonlyMap<string, readonly Metric[]>;
  /** By key; of trainings of tasks: the task's loss at the steps that were recorded. */
  readonly taskLosses: ReadonlyMap<string, readonly Metric[]>;
  /** By key; of what scores rows. */
  readonly predictions: ReadonlyMap<string, readonly Prediction[]>;
  /** By key; of overlaps. */
  readonly overlaps: ReadonlyMap<string, readonly Overlap[]>;
  /** By content hash of the data; of tasks whose examples share texts: the number of each example's. */
  readonly texts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** By content hash; of data that a run recorded it of. */
  readonly dataFacts: ReadonlyMap<string, DataFacts>;
  readonly environment: Environment | null;
  /** Every hypothesis that was ever saved with the experiment. */
  readonly writtenHypotheses: readonly WrittenHypothesis[];
  /** Uncommitted changes that stages were run with, by their hash, in order of it. */
  readonly diffs: ReadonlyMap<string, Diff>;
}

/** Throws UserError where no experiment of this name was run. */
export async function readRecorded(store: Store, experiment: string): Promise<Recorded> {
  const plan = await store.loadPlan(experiment);
  if (plan === null)
    throw new UserError(`No experiment "${experiment}" was run here. See: reprise status`, EXIT.usage);
  return readPlanned(store, plan);
}

/** The same of a plan, whether it is the one that was run last or not. */
export async function readPlanned(store: Store, plan: Plan): Promise<Recorded> {
  const records = await store.stages(plan.stages.map(({ key }) => key));
  const done = plan.stages.filter(({ key }) => records.get(key)?.status === 'done');
  const scored = stagesYielding(done, 'scores');
  const measured = [...losses(done), ...scored, ...firstTrainings(done)];
  return {
    plan,
    stages: new Map(plan.stages.map((stage) => [stage.key, stage])),
    records,
    metrics: await readEach(measured, (key) => store.metrics(key)),
    taskLosses: await readEach(taskTrainings(done), (key) => store.metrics(key, 'task-loss')),
    predictions: await readEach(scored, (key) => store.predictions(key)),
    overlaps: await readEach(stagesYielding(done, 'overlaps'), (key) => store.overlaps(key)),
    texts: await readTexts(store, plan),
    dataFacts: await readDataFacts(store, plan),
    environment: await store.environment(plan.experiment.name),
    writtenHypotheses: await store.hypotheses(plan.experiment.name),
    diffs: await readDiffs(store, [...records.values()]),
  };
}

/** What is known of a plan's scores and losses: without predictions, and so at once. */
export async function readScores(store: Store, plan: Plan): Promise<Recorded> {
  const records = await store.stages(plan.stages.map(({ key }) => key));
  const done = plan.stages.filter(({ key }) => records.get(key)?.status === 'done');
  const measured = [...losses(done), ...stagesYielding(done, 'scores')];
  const metrics = await readEach(measured, (key) => store.metrics(key));
  return { ...unrecorded(plan), records, metrics };
}

/** Stages whose losses are read whole. */
const losses = (stages: readonly Stage[]): readonly Stage[] => [
  ...stagesYielding(stages, 'heldout-loss'),
  ...stagesYielding(stages, 'length-losses'),
];

/** A plan of which nothing was run. */
export const unrecorded = (plan: Plan): Recorded => ({
  plan,
  stages: new Map(plan.stages.map((stage) => [stage.key, stage])),
  records: new Map(),
  metrics: new Map(),
  taskLosses: new Map(),
  predictions: new Map(),
  overlaps: new Map(),
  texts: new Map(),
  dataFacts: new Map(),
  environment: null,
  writtenHypotheses: [],
  diffs: new Map(),
});

/** An example within the data of its task. */
export const exampleName = (split: string, id: string): string => `${split} ${id}`;

async function readTexts(store: Store, { stages }: Plan): Promise<Recorded['texts']> {
  const found = new Map<string, ReadonlyMap<string, number>>();
  for (const { spec } of stagesYielding(stages, 'scores')) {
    if (TASKS[spec.task].shared === null || found.has(spec.dataHash)) continue;
    const texts = await store.texts(spec.dataHash);
    found.set(spec.dataHash, new Map(texts.map(({ split, id, text }) => [exampleName(split, id), text])));
  }
  return found;
}

async function readDataFacts(store: Store, { stages }: Plan): Promise<ReadonlyMap<string, DataFacts>> {
  const found = new Map<string, DataFacts>();
  for (const hash of new Set(stages.flatMap(({ spec }) => dataOf(spec) ?? []))) {
    const facts = await store.dataFacts(hash);
    if (facts !== null) found.set(hash, facts);
  }
  return found;
}

async function readDiffs(store: Store, records: readonly StageRecord[]): Promise<ReadonlyMap<string, Diff>> {
  const hashes = new Set(records.flatMap(({ provenance }) => provenance?.diff ?? []));
  const found = new Map<string, Diff>();
  for (const hash of [...hashes].sort()) {
    const diff = await store.diff(hash);
    if (diff !== null) found.set(hash, diff);
  }
  return found;
}

async function readEach<T>(
  stages: readonly Stage[],
  read: (key: string) => Promise<T>,
): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>();
  for (const { key } of stages) if (!found.has(key)) found.set(key, await read(key));
  return found;
}

const taskTrainings = (stages: readonly Stage[]): readonly Stage[] =>
  stagesYielding(stages, 'losses').filter(({ spec }) => taskOf(spec) !== null);

/** The first training of each schedule. */
const firstTrainings = (stages: readonly Stage[]): readonly Stage[] => [
  ...new Map(
    stagesYielding(stages, 'losses')
      .toReversed()
      .map((stage) => [JSON.stringify(ratesOf(stage.spec)), stage]),
  ).values(),
];

/** The stage of a trial that records this: that of `task` where it is given; null: the trial needs none. */
export function stageOfTrial<Y extends Yield>(
  { stages }: Recorded,
  trial: Trial,
  { yields, task }: { yields: Y; task?: TaskName },
): StageYielding<Y> | null {
  const own = trial.stages.flatMap((key) => stages.get(key) ?? []);
  const found = stagesYielding(own, yields);
  return found.find(({ spec }) => task === undefined || taskOf(spec) === task) ?? null;
}

export const trialsOf = ({ plan }: Recorded, variant: string): readonly Trial[] =>
  plan.trials.filter((trial) => trial.variant === variant);

export const isDone = ({ records }: Recorded, key: string): boolean => records.get(key)?.status === 'done';

/** Stages whose kinds record this, in the plan's order. */
export const stagesWith = <Y extends Yield>({ plan }: Recorded, what: Y): readonly StageYielding<Y>[] =>
  stagesYielding(plan.stages, what);

/** All that the report reads from the store, at once: what follows is pure. */
import { EXIT, UserError } from '../failure.js';
import type { Overlap } from '../stages/overlap/overlap.js';
import type { Plan, Trial } from '../plan/plan.js';
import type { Stage, StageKind, StageSpec } from '../stages/index.js';
import type { Metric, Prediction } from '../stages/result.js';
import type { Diff, Environment, StageRecord, Store, WrittenHypothesis } from '../store/store.js';

export type StageOf<K extends StageKind> = Stage & { readonly spec: Extract<StageSpec, { kind: K }> };

export interface Recorded {
  readonly plan: Plan;
  /** Stages of the plan by key. */
  readonly stages: ReadonlyMap<string, Stage>;
  /** Records by key; a stage that never ended has none. */
  readonly records: ReadonlyMap<string, StageRecord>;
  /** By key; of pre-trainings, evaluations, baselines and one fine-tuning of each schedule. */
  readonly metrics: ReadonlyMap<string, readonly Metric[]>;
  /** By key; of evaluations and baselines. */
  readonly predictions: ReadonlyMap<string, readonly Prediction[]>;
  /** By key; of overlaps. */
  readonly overlaps: ReadonlyMap<string, readonly Overlap[]>;
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
  const stages = new Map(plan.stages.map((stage) => [stage.key, stage]));
  const records = await store.stages(plan.stages.map(({ key }) => key));
  const done = plan.stages.filter(({ key }) => records.get(key)?.status === 'done');
  const scored = done.filter(({ spec }) => spec.kind === 'evaluate' || spec.kind === 'baseline');
  const compared = done.filter(({ spec }) => spec.kind === 'overlap');
  const pretrained = done.filter(({ spec }) => spec.kind === 'pretrain');
  const measured = [...pretrained, ...scored, ...firstFinetunings(done)];
  return {
    plan,
    stages,
    records,
    metrics: await readEach(measured, (key) => store.metrics(key)),
    predictions: await readEach(scored, (key) => store.predictions(key)),
    overlaps: await readEach(compared, (key) => store.overlaps(key)),
    environment: await store.environment(plan.experiment.name),
    writtenHypotheses: await store.hypotheses(plan.experiment.name),
    diffs: await readDiffs(store, [...records.values()]),
  };
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
  for (const { key } of stages) found.set(key, await read(key));
  return found;
}

/** The first fine-tuning of each schedule. */
function firstFinetunings(stages: readonly Stage[]): readonly Stage[] {
  const seen = new Set<string>();
  return stages.filter(({ spec }) => {
    if (spec.kind !== 'finetune') return false;
    const schedule = finetuneSchedule(spec.finetune);
    return !seen.has(schedule) && seen.add(schedule);
  });
}

/** What two fine-tunings share that follow one curve of the learning rate, but for their length. */
export function finetuneSchedule({ schedule, warmupFraction, epochs, batchSize, optimizer }: FinetuneOptions): string {
  return JSON.stringify([schedule, warmupFraction, epochs, batchSize, optimizer.learningRate]);
}
type FinetuneOptions = StageOf<'finetune'>['spec']['finetune'];

/** Stages of a kind, in the plan's order. */
export function stagesOf<K extends StageKind>({ plan }: Recorded, kind: K): readonly StageOf<K>[] {
  return plan.stages.filter((stage): stage is StageOf<K> => stage.spec.kind === kind);
}

/** The stage of a kind in a trial: that of `task` where it is given; null: the trial needs none. */
export function stageOfTrial<K extends StageKind>(
  { stages }: Recorded,
  trial: Trial,
  { kind, task }: { kind: K; task?: string },
): StageOf<K> | null {
  for (const key of trial.stages) {
    const stage = stages.get(key);
    if (stage === undefined || stage.spec.kind !== kind) continue;
    if (task === undefined || ('task' in stage.spec && stage.spec.task === task)) return stage as StageOf<K>;
  }
  return null;
}

export const trialsOf = ({ plan }: Recorded, variant: string): readonly Trial[] =>
  plan.trials.filter((trial) => trial.variant === variant);

export const isDone = ({ records }: Recorded, key: string): boolean => records.get(key)?.status === 'done';

/** The stages behind the numbers: resolved options, data, seed, time, and the settings that they share. */
import { optionsIn } from '../plan/why.js';
import { dataOf } from '../stages/index.js';
import type { Stage, StageKind, StageSpec } from '../stages/index.js';
import type { StageRecord } from '../store/store.js';
import type { Origin } from './origins.js';
import type { Recorded } from './recorded.js';
import type { Settings } from './settings.js';

export interface StageOrigin {
  readonly key: string;
  readonly kind: StageKind;
  readonly label: string;
  readonly status: StageRecord['status'] | 'missing';
  /** Keys of the stages that it reads. */
  readonly inputs: readonly string[];
  readonly seed: number | null;
  /** Resolved, all that its result depends on but for inputs, seed and data. */
  readonly options: readonly OptionValue[];
  /** sha256 of the corpus or of the task's files; null: it reads none. */
  readonly dataHash: string | null;
  /** ISO 8601. */
  readonly startedAt: string | null;
  readonly seconds: number | null;
  readonly estimatedSeconds: number;
  readonly flops: number;
  readonly threads: number | null;
  /** Id of a setting; null: the stage never ended. */
  readonly setting: string | null;
  /** sha256 of the final weights. */
  readonly weightsHash: string | null;
  /** sha256 of all rows of its result as they were recorded. */
  readonly resultHash: string | null;
  /** How many it made. */
  readonly predictions: number;
  /** Origins that went through it. */
  readonly origins: readonly number[];
}

export interface OptionValue {
  /** Its path. */
  readonly name: string;
  readonly value: unknown;
}

/** Stages that some origin went through, in the plan's order. */
export function usedStages({ plan }: Recorded, origins: readonly Origin[]): readonly Stage[] {
  const used = originsByStage(origins);
  return plan.stages.filter(({ key }) => used.has(key));
}

function originsByStage(origins: readonly Origin[]): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const { id, runs } of origins)
    for (const key of runs.flatMap(({ stages }) => stages))
      found.set(key, (found.get(key) ?? new Set()).add(id));
  return found;
}

export function stageOrigins(
  recorded: Recorded,
  origins: readonly Origin[],
  settings: Settings,
): readonly StageOrigin[] {
  const users = originsByStage(origins);
  return usedStages(recorded, origins).map((stage) => ({
    ...originOf(recorded, stage),
    setting: settings.ofStage.get(stage.key)?.id ?? null,
    origins: [...(users.get(stage.key) ?? [])],
  }));
}

function originOf(recorded: Recorded, stage: Stage): Omit<StageOrigin, 'setting' | 'origins'> {
  const { key, spec, label, inputs, estimate } = stage;
  const record = recorded.records.get(key);
  return {
    key,
    kind: spec.kind,
    label,
    inputs,
    seed: 'seed' in spec ? spec.seed : null,
    options: optionsOf(spec, record),
    dataHash: dataOf(spec),
    flops: estimate.flops,
    estimatedSeconds: (record?.estimate ?? estimate).seconds,
    predictions: recorded.predictions.get(key)?.length ?? 0,
    ...(record === undefined ? MISSING : measuredOf(record)),
  };
}

type Measured = Pick<
  StageOrigin,
  'status' | 'startedAt' | 'seconds' | 'threads' | 'weightsHash' | 'resultHash'
>;

const MISSING: Measured = {
  status: 'missing',
  startedAt: null,
  seconds: null,
  threads: null,
  weightsHash: null,
  resultHash: null,
};

const measuredOf = ({ status, startedAt, seconds, threads, facts, provenance }: StageRecord): Measured => ({
  status,
  startedAt,
  seconds,
  threads,
  weightsHash: facts.weightsHash ?? null,
  resultHash: provenance?.resultHash ?? null,
});

/** What the key is the hash of; of a stage without a record of it, what was planned. */
const optionsOf = (spec: StageSpec, record: StageRecord | undefined): readonly OptionValue[] =>
  [...optionsIn(record?.identity ?? { version: null, ...spec })]
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name, value }));

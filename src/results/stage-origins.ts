/** The stages behind the numbers: resolved options, data, seed, time, and the settings that they share. */
import { optionOf, OPTION_PATHS } from '../experiment/options.js';
import type { Stage, StageSpec } from '../stages/index.js';
import { lineageOf } from '../plan/why.js';
import type { StageRecord } from '../store/store.js';
import type { Line } from '../report/model.js';
import type { Origin, Setting, StageOrigin, VariantOptions } from '../report/model-provenance.js';
import type { Recorded } from './recorded.js';

/** Stages that some origin went through, in the plan's order. */
function usedStages({ plan }: Recorded, origins: readonly Origin[]): readonly Stage[] {
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

/** Each combination once, in the order of the stages that have it. */
export function settingsOf(recorded: Recorded, origins: readonly Origin[]): readonly Setting[] {
  const records = usedStages(recorded, origins).flatMap(({ key }) => recorded.records.get(key) ?? []);
  const distinct = new Map(records.map((record) => [textOf(record), record]));
  return [...distinct.values()].map((record, index) => ({ id: `S${index + 1}`, ...settingOf(record) }));
}

const textOf = (record: StageRecord): string => JSON.stringify(settingOf(record));

/** Tokens and baselines are the same on every engine; what they were run beside is recorded all the same. */
function settingOf({ commit, engine, machine, identity, provenance }: StageRecord): Omit<Setting, 'id'> {
  const numerics = identity?.['numericsVersion'];
  const kept = keptOf(provenance);
  return {
    isRecorded: provenance !== null,
    commit,
    dirty: provenance === null || commit === null ? null : provenance.diff !== null,
    engine,
    machine,
    ...kept,
    numericsVersion: kept.numericsVersion ?? (typeof numerics === 'string' ? numerics : null),
  };
}

type Kept = Pick<
  Setting,
  'diff' | 'packageLockHash' | 'numericsVersion' | 'precision' | 'cpu' | 'instructionSet' | 'node'
>;

const NOT_KEPT: Kept = {
  ...{ diff: null, packageLockHash: null, numericsVersion: null, precision: null },
  ...{ cpu: null, instructionSet: null, node: null },
};

function keptOf(provenance: StageRecord['provenance']): Kept {
  if (provenance === null) return NOT_KEPT;
  const { diff, packageLockHash, numericsVersion, precision, cpu, instructionSet, node } = provenance;
  return { diff, packageLockHash, numericsVersion, precision, cpu, instructionSet, node };
}

export function stageOrigins(
  recorded: Recorded,
  origins: readonly Origin[],
  settings: readonly Setting[],
): readonly StageOrigin[] {
  const ids = new Map(settings.map(({ id, ...setting }) => [JSON.stringify(setting), id]));
  const users = originsByStage(origins);
  return usedStages(recorded, origins).map(({ key, spec, label, inputs, estimate }) => {
    const record = recorded.records.get(key);
    const setting = record === undefined ? undefined : ids.get(textOf(record));
    return {
      ...{ key, kind: spec.kind, label, inputs },
      seed: 'seed' in spec ? spec.seed : null,
      options: optionLines(spec, record),
      dataHash: dataHashOf(spec),
      estimatedSeconds: (record?.estimate ?? estimate).seconds,
      flops: estimate.flops,
      setting: setting ?? null,
      ...(record === undefined ? MISSING : measuredOf(record)),
      predictions: recorded.predictions.get(key)?.length ?? 0,
      origins: [...(users.get(key) ?? [])],
    };
  });
}

type Measured = Pick<
  StageOrigin,
  'status' | 'startedAt' | 'seconds' | 'threads' | 'weightsHash' | 'resultHash'
>;

const MISSING: Measured = {
  ...{ status: 'missing', startedAt: null, seconds: null, threads: null },
  ...{ weightsHash: null, resultHash: null },
};

const measuredOf = ({ status, startedAt, seconds, threads, facts, provenance }: StageRecord): Measured => ({
  ...{ status, startedAt, seconds, threads },
  weightsHash: facts.weightsHash ?? null,
  resultHash: provenance?.resultHash ?? null,
});

function dataHashOf(spec: StageSpec): string | null {
  if ('corpusHash' in spec) return spec.corpusHash;
  return 'dataHash' in spec ? spec.dataHash : null;
}

/** Shown in places of their own. */
const APART = /^(seed|data|corpus|numerics version|tokenize|pretrain|finetune)$/;

/** What the key is the hash of; of a stage without a record of it, what was planned. */
function optionLines(spec: StageSpec, record: StageRecord | undefined): readonly Line[] {
  const lineage = lineageOf(record?.identity ?? { version: null, ...spec }, () => null);
  return [...lineage]
    .filter(([name, value]) => !APART.test(name) && value !== undefined)
    .map(([label, value]) => ({ label, value: valueText(value) }));
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

export function optionsOf({ plan }: Recorded): readonly VariantOptions[] {
  const [first, ...rest] = plan.variants;
  const paths = OPTION_PATHS.filter(
    (path) => !/^(sweep|seeds|name|description|extends|report|hypotheses)\b/.test(path),
  );
  const all = paths.flatMap((path) => {
    const value = optionOf(first.experiment, path);
    return value === undefined ? [] : [{ label: path, value: valueText(value) }];
  });
  return [
    { variant: first.name, options: all },
    ...rest.map(({ name, levels }) => ({
      variant: name,
      options: Object.entries(levels).map(([label, value]) => ({ label, value: valueText(value) })),
    })),
  ];
}

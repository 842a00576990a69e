/** What stages were run with: code, engine, machine; each combination once. */
import type { Stage } from '../stages/index.js';
import type { StageRecord } from '../store/store.js';
import type { Recorded } from './recorded.js';

/** Null: not recorded, for the stage is older than the record, or there was nothing to record. */
export interface Setting {
  /** "S1", "S2", in the order of the stages. */
  readonly id: string;
  /** False: of stages older than this record, which tells commit, engine and machine alone. */
  readonly isRecorded: boolean;
  readonly commit: string | null;
  /** Whether there were uncommitted changes; null: not recorded. */
  readonly dirty: boolean | null;
  /** sha256 of the uncommitted changes. */
  readonly diff: string | null;
  readonly packageLockHash: string | null;
  readonly engine: string;
  readonly numericsVersion: string | null;
  readonly precision: string | null;
  readonly machine: string;
  readonly cpu: string | null;
  readonly instructionSet: string | null;
  readonly node: string | null;
}

/** Each combination once, in the order of the stages that have it, and which stage has which. */
export interface Settings {
  readonly all: readonly Setting[];
  /** By key of a stage that ended. */
  readonly ofStage: ReadonlyMap<string, Setting>;
}

export function settingsOf({ records }: Recorded, stages: readonly Stage[]): Settings {
  const distinct = new Map<string, Setting>();
  const ofStage = new Map<string, Setting>();
  for (const { key } of stages) {
    const record = records.get(key);
    if (record === undefined) continue;
    const setting = settingOf(record);
    const text = JSON.stringify(setting);
    const known = distinct.get(text) ?? { id: `S${distinct.size + 1}`, ...setting };
    distinct.set(text, known);
    ofStage.set(key, known);
  }
  return { all: [...distinct.values()], ofStage };
}

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
  diff: null,
  packageLockHash: null,
  numericsVersion: null,
  precision: null,
  cpu: null,
  instructionSet: null,
  node: null,
};

function keptOf(provenance: StageRecord['provenance']): Kept {
  if (provenance === null) return NOT_KEPT;
  const { diff, packageLockHash, numericsVersion, precision, cpu, instructionSet, node } = provenance;
  return { diff, packageLockHash, numericsVersion, precision, cpu, instructionSet, node };
}

/** The contract of the store: the only SQL lives behind it. All times are ISO 8601 strings handed in by the caller. */
import type { Identity } from '../plan/keys.js';
import type { Overlap } from '../plan/overlap.js';
import type { Plan, Stage } from '../plan/plan.js';
import type { Facts, Metric, Prediction, StageResult } from '../plan/result.js';

export interface StageRecord {
  readonly key: string;
  readonly kind: string;
  readonly label: string;
  readonly status: 'done' | 'failed';
  readonly startedAt: string;
  readonly seconds: number;
  readonly error: string | null;
  readonly engine: string;
  readonly threads: number;
  readonly commit: string | null;
  readonly machine: string;
  readonly facts: Facts;
  readonly spec: Stage['spec'];
  readonly estimate: Stage['estimate'];
  /** What the key is the hash of; null in results older than this record of it. */
  readonly identity: Identity | null;
}

/** One file of a data set, by its path in it. */
export interface DataFile {
  readonly name: string;
  readonly sha256: string;
}

/** An experiment whose stages, as they were when it was pinned, keep their artifacts. */
export interface Pin {
  readonly experiment: string;
  readonly keys: readonly string[];
}

export interface Environment {
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly packages: Readonly<Record<string, string>>;
}

export interface Store {
  /** Records or replaces the experiment's plan: experiments, variants, trials and their stages. */
  savePlan(plan: Plan): Promise<void>;
  loadPlan(experiment: string): Promise<Plan | null>;
  experiments(): Promise<
    readonly { name: string; description: string; trials: number; savedAt: string | null }[]
  >;
  /** In one transaction: the stage's record, metrics, predictions and overlaps. */
  saveStage(record: StageRecord, result: StageResult | null): Promise<void>;
  stages(keys: readonly string[]): Promise<ReadonlyMap<string, StageRecord>>;
  allStages(): Promise<readonly StageRecord[]>;
  metrics(key: string): Promise<readonly Metric[]>;
  predictions(key: string): Promise<readonly Prediction[]>;
  overlaps(key: string): Promise<readonly Overlap[]>;
  saveEnvironment(experiment: string, environment: Environment, at: string): Promise<void>;
  environment(experiment: string): Promise<Environment | null>;
  /** Keeps which files a data hash stands for. */
  saveData(hash: string, files: readonly DataFile[]): Promise<void>;
  /** The files that a data hash stands for, in order of path; null: never recorded. */
  dataFiles(hash: string): Promise<readonly DataFile[] | null>;
  /** Pins an experiment's stages, in place of an earlier pin of it. */
  pin(experiment: string, keys: readonly string[]): Promise<void>;
  unpin(experiment: string): Promise<void>;
  pins(): Promise<readonly Pin[]>;
  /** Folder of a stage's artifacts: results/artifacts/<first two hex digits>/<key>. */
  artifacts(key: string): string;
  close(): Promise<void>;
}
/** src/store/open.ts exports `openStore(folder: string): Promise<Store>`; the database is <folder>/reprise.sqlite. */

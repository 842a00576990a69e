/** The contract of the store: the only SQL lives behind it. All times are ISO 8601 strings handed in by the caller. */
import type { Hypothesis } from '../experiment/schema.js';
import type { PlannedHypothesis } from '../plan/hypotheses.js';
import type { Identity } from '../plan/keys.js';
import type { Facts, Metric, Overlap, Prediction, StageResult } from '../stages/result.js';
import type { Plan } from '../plan/plan.js';
import type { Stage } from '../stages/index.js';

export interface StageRecord {
  readonly key: string;
  readonly kind: string;
  readonly label: string;
  /** `diverged`: the training stopped before a step that was not finite; it would again. */
  readonly status: 'done' | 'diverged' | 'failed';
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
  /** Null in results older than this record of it. */
  readonly provenance: Provenance | null;
}

/** How a stage came about, beside commit, engine, machine and time; in no key. */
export interface Provenance {
  /** sha256 of the uncommitted changes (`Store.diff`); null: none, or, where there is no commit either, not known. */
  readonly diff: string | null;
  /** sha256 of the program's package-lock.json; null: there is none. */
  readonly packageLockHash: string | null;
  readonly numericsVersion: string;
  readonly precision: string;
  readonly cpu: string;
  /** That the engine's kernels use; null: the engine does not tell. */
  readonly instructionSet: string | null;
  /** Version of Node.js. */
  readonly node: string;
  /** sha256 of the rows of its result (plan/result.ts); null: it failed. */
  readonly resultHash: string | null;
}

/** Uncommitted changes as a patch. */
export interface Diff {
  /** Of the whole patch. */
  readonly sha256: string;
  /** Length of the whole patch. */
  readonly bytes: number;
  /** All of it or, of a longer one, its beginning. */
  readonly content: Uint8Array;
}

/** One file of a data set, by its path in it. */
export interface DataFile {
  readonly name: string;
  readonly sha256: string;
}

/** An evaluated example, and the number of the text that it shares with others of that number, in any split. */
export interface ExampleText {
  readonly split: string;
  readonly id: string;
  readonly text: number;
}

/** What was known of data when an experiment was last run on it. */
export interface DataFacts {
  /** Which set it is, by what its manifest pins. */
  readonly status: 'complete' | 'other' | 'unverified' | 'unpinned' | 'corrupt' | 'generated';
  /** Sentences that say how that is known. */
  readonly findings: readonly string[];
  /** What is odd about it, in sentences. */
  readonly warnings: readonly string[];
}

/** An experiment whose stages, as they were when it was pinned, keep their artifacts. */
export interface Pin {
  readonly experiment: string;
  readonly keys: readonly string[];
}

/** A hypothesis as it was when it was first saved. */
export interface WrittenHypothesis {
  readonly hash: string;
  readonly hypothesis: Hypothesis;
  readonly writtenAt: string;
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
  /** Records the hypotheses of a saved plan that are new, as written at this time. */
  saveHypotheses(experiment: string, hypotheses: readonly PlannedHypothesis[], at: string): Promise<void>;
  /** Every hypothesis that the experiment ever had, in the order they were written. */
  hypotheses(experiment: string): Promise<readonly WrittenHypothesis[]>;
  experiments(): Promise<
    readonly { name: string; description: string; trials: number; savedAt: string | null }[]
  >;
  /** In one transaction: the stage's record, metrics, predictions and overlaps. */
  saveStage(record: StageRecord, result: StageResult | null): Promise<void>;
  stages(keys: readonly string[]): Promise<ReadonlyMap<string, StageRecord>>;
  allStages(): Promise<readonly StageRecord[]>;
  /** All of a stage, or those of one name. */
  metrics(key: string, name?: string): Promise<readonly Metric[]>;
  predictions(key: string): Promise<readonly Prediction[]>;
  overlaps(key: string): Promise<readonly Overlap[]>;
  /** Keeps uncommitted changes, once. */
  saveDiff(diff: Diff): Promise<void>;
  /** Null: none is kept under this hash. */
  diff(sha256: string): Promise<Diff | null>;
  saveEnvironment(experiment: string, environment: Environment, at: string): Promise<void>;
  environment(experiment: string): Promise<Environment | null>;
  /** Keeps which files a data hash stands for. */
  saveData(hash: string, files: readonly DataFile[]): Promise<void>;
  /** The files that a data hash stands for, in order of path; null: never recorded. */
  dataFiles(hash: string): Promise<readonly DataFile[] | null>;
  /** Keeps what is known of the data of this hash, in place of what was. */
  saveDataFacts(hash: string, facts: DataFacts): Promise<void>;
  /** Null: never recorded, as in stores of earlier versions. */
  dataFacts(hash: string): Promise<DataFacts | null>;
  /** Keeps which evaluated examples of the data of this hash share a text. */
  saveTexts(hash: string, texts: readonly ExampleText[]): Promise<void>;
  /** Empty: never recorded, as in stores of earlier versions. */
  texts(hash: string): Promise<readonly ExampleText[]>;
  /** Pins an experiment's stages, in place of an earlier pin of it. */
  pin(experiment: string, keys: readonly string[]): Promise<void>;
  unpin(experiment: string): Promise<void>;
  pins(): Promise<readonly Pin[]>;
  /** Folder of a stage's artifacts: results/artifacts/<first two hex digits>/<key>. */
  artifacts(key: string): string;
  /** A stage's event log: results/events/<first two hex digits>/<key>.jsonl. */
  eventLog(key: string): string;
  close(): Promise<void>;
}
/** src/store/open.ts exports `openStore(folder: string): Promise<Store>`; the database is <folder>/reprise.sqlite. */

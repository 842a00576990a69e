/** Where each number of the main table comes from, as data: number → runs → stages → settings. Absent is null. */
import type { StageKind } from '../stages/index.js';
import type { TaskName } from '../tasks/index.js';
import type { Line, RowRole } from './model.js';

export interface ReportProvenance {
  readonly origins: readonly Origin[];
  /** Every stage that an origin went through, once, in the plan's order. */
  readonly stages: readonly StageOrigin[];
  /** What stages were run with, each combination once. */
  readonly settings: readonly Setting[];
  /** All options of the first variant, resolved; of each other one those that differ. */
  readonly options: readonly VariantOptions[];
  readonly diffs: readonly DiffText[];
}

/** What the cells of one row and one task are made of: their footnote. */
export interface Origin {
  /** From 1, by row and then by task of the table. `Cell.origin` is this number. */
  readonly id: number;
  readonly role: RowRole;
  /** Label of the row. */
  readonly row: string;
  readonly task: TaskName;
  /** Its columns, e.g. "MNLI-m accuracy", in the table's order. */
  readonly columns: readonly string[];
  readonly runs: readonly OriginRun[];
  /** Computes the runs again from nothing. */
  readonly command: string;
}

/** A variant (or baseline), a task and a seed. */
export interface OriginRun {
  /** "12.3": of origin 12, with seed 3. */
  readonly id: string;
  readonly seed: number;
  /** One a column, shares of 1; null: absent. */
  readonly scores: readonly (number | null)[];
  /** Keys of the stages that it went through; the last one made its predictions. */
  readonly stages: readonly string[];
  /** Of those stages together; null where one is not done. */
  readonly seconds: number | null;
  /** Of the same, by formula. */
  readonly flops: number;
}

export interface StageOrigin {
  readonly key: string;
  readonly kind: StageKind;
  readonly label: string;
  readonly status: 'done' | 'failed' | 'diverged' | 'missing';
  /** Keys of the stages that it reads. */
  readonly inputs: readonly string[];
  readonly seed: number | null;
  /** Resolved, all that its result depends on but for inputs, seed and data. */
  readonly options: readonly Line[];
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

export interface VariantOptions {
  readonly variant: string;
  readonly options: readonly Line[];
}

/** Uncommitted changes as text. */
export interface DiffText {
  readonly sha256: string;
  /** Of all of it. */
  readonly bytes: number;
  /** All of it, or what is kept of it. */
  readonly text: string;
}

/** Rows as the database holds them, by table; knex reads these types from here. See migrations.ts for what they mean. */
import type { DataFacts, StageRecord } from './store.js';

/** What a row holds as its record does. */
type Plain =
  ('key' | 'kind' | 'label' | 'status' | 'seconds' | 'error') | ('engine' | 'threads' | 'commit' | 'machine');

export interface StageRow extends Pick<StageRecord, Plain> {
  readonly started_at: string;
  readonly facts: string;
  readonly spec: string;
  readonly estimate: string;
  readonly identity: string | null;
  readonly provenance: string | null;
}

interface ExperimentRow {
  readonly name: string;
  readonly definition: string;
  readonly overrides: string;
}

export interface VariantRow {
  readonly experiment: string;
  readonly ordinal: number;
  readonly name: string;
  readonly levels: string;
  readonly definition: string;
}

export interface PlannedStageRow {
  readonly experiment: string;
  readonly ordinal: number;
  readonly key: string;
  readonly label: string;
  readonly spec: string;
  readonly inputs: string;
  readonly estimate: string;
}

export interface TrialRow {
  readonly experiment: string;
  readonly ordinal: number;
  readonly variant: string;
  /** Text, where a driver gives large integers so. */
  readonly seed: number | string;
  readonly stages: string;
}

interface EnvironmentRow {
  readonly id: number;
  readonly experiment: string;
  readonly at: string;
  readonly definition: string;
}

interface HypothesisRow {
  readonly experiment: string;
  readonly hash: string;
  readonly written_at: string;
  readonly definition: string;
}

interface MetricRow {
  readonly stage: string;
  readonly ordinal: number;
  readonly name: string;
  readonly split: string;
  readonly step: number;
  readonly value: number;
}

interface PredictionRow {
  readonly stage: string;
  readonly ordinal: number;
  readonly split: string;
  readonly example: string;
  readonly label: number;
  readonly predicted: number;
  readonly scores: string;
}

interface OverlapRow {
  readonly stage: string;
  readonly ordinal: number;
  readonly split: string;
  readonly example: string;
  readonly words: number;
  readonly corpus: number | null;
  readonly train: number;
  readonly copy: string | null;
}

interface DataFileRow {
  readonly data: string;
  readonly ordinal: number;
  readonly name: string;
  readonly sha256: string;
}

interface DataFactsRow {
  readonly data: string;
  readonly status: DataFacts['status'];
  readonly findings: string;
  readonly warnings: string;
}

interface ExampleTextRow {
  readonly data: string;
  readonly ordinal: number;
  readonly split: string;
  readonly example: string;
  readonly text: number;
}

interface PinRow {
  readonly experiment: string;
  readonly key: string;
}

interface DiffRow {
  readonly sha256: string;
  readonly bytes: number;
  readonly content: Uint8Array;
}

export interface TableRows {
  readonly experiments: ExperimentRow;
  readonly variants: VariantRow;
  readonly planned_stages: PlannedStageRow;
  readonly trials: TrialRow;
  readonly environments: EnvironmentRow;
  readonly hypotheses: HypothesisRow;
  readonly stages: StageRow;
  readonly metrics: MetricRow;
  readonly predictions: PredictionRow;
  readonly overlaps: OverlapRow;
  readonly data_files: DataFileRow;
  readonly data_facts: DataFactsRow;
  readonly example_texts: ExampleTextRow;
  readonly pins: PinRow;
  readonly diffs: DiffRow;
}

declare module 'knex/types/tables.js' {
  interface Tables extends TableRows {
    readonly knex_migrations: {
      readonly name: string;
      readonly batch: number;
      readonly migration_time: string;
    };
  }
}

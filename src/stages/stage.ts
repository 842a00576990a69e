/** The contract of a stage: effects in, result out. It knows no database and no scheduler. */
import type { Stage, StageKind, StageSpec } from '../plan/plan.js';

/** One number at one step, long form. `split` e.g. 'train', 'heldout', 'dev-matched'. */
export interface Metric {
  readonly name: string;
  readonly split: string;
  readonly step: number;
  readonly value: number;
}

/** One evaluated example. Scores are log-probabilities of the classes. */
export interface Prediction {
  readonly split: string;
  readonly id: string;
  readonly label: number;
  readonly predicted: number;
  readonly scores: readonly number[];
}

export interface StageResult {
  readonly metrics: readonly Metric[];
  readonly predictions: readonly Prediction[];
  /** Facts for the report, JSON: counts, rejected rows, sample inputs with tokens, parameters, truncation … */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface StageContext {
  /** Folder of the repository's data sets. */
  readonly datasets: string;
  /** Folder of a stage's artifacts (its own, to write; its inputs', to read). Exists. */
  artifacts(key: string): string;
  /** Done and total steps, called often and cheaply. */
  progress(done: number, total: number): void;
  readonly engine: { readonly name: string; readonly threads: number };
}

export type RunStage<K extends StageKind = StageKind> = (
  stage: Stage & { spec: Extract<StageSpec, { kind: K }> },
  context: StageContext,
) => Promise<StageResult>;

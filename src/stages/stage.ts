/** The contract of a stage: effects in, result out. It knows no database and no scheduler. */
import type { PlannedFile } from '../datasets/planned.js';
import type { EngineSettings } from '../engines/engine.js';
import type { Stage, StageKind, StageSpec } from '../plan/plan.js';
import type { TrainingEvent } from '../training/events.js';
import type { StageResult } from './result.js';

export interface StageContext {
  /** Folder of the repository's data sets. */
  readonly datasets: string;
  /** Folder of a stage's artifacts (its own, to write; its inputs', to read). Exists. */
  artifacts(key: string): string;
  /** Done and total steps, called often and cheaply. */
  progress(done: number, total: number): void;
  /** Appends to the stage's event log, which people follow; cheap, but not free: not for each example. */
  event(event: TrainingEvent): void;
  readonly engine: EngineSettings;
  /** Files of the data as the run was planned with them, by the data's hash; empty where nothing was planned. */
  readonly data: ReadonlyMap<string, readonly PlannedFile[]>;
}

export type RunStage<K extends StageKind = StageKind> = (
  stage: Stage & { spec: Extract<StageSpec, { kind: K }> },
  context: StageContext,
) => Promise<StageResult>;

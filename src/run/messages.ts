/** What a run and its worker processes say to each other. */
import type { EngineSettings } from '../engines/engine.js';
import type { Stage } from '../plan/plan.js';
import type { StageResult } from '../stages/result.js';
import type { StageContext } from '../stages/stage.js';

/** One stage to do. */
export interface Assignment {
  readonly stage: Stage;
  readonly datasets: string;
  /** Folders of the artifacts that it may touch: key → path; its own and its inputs'. */
  readonly folders: Readonly<Record<string, string>>;
  /** Path of its event log. */
  readonly log: string;
  readonly engine: EngineSettings;
  /** Files of the data that it reads, as planned, by the data's hash. */
  readonly data: StageContext['data'];
}

export type WorkerMessage =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'done'; readonly result: StageResult }
  | { readonly type: 'diverged'; readonly error: string; readonly result: StageResult }
  | { readonly type: 'failed'; readonly error: string };

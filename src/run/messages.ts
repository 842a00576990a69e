/** What a run and its worker processes say to each other. */
import type { EngineSettings } from '../engines/engine.js';
import type { Stage } from '../plan/plan.js';
import type { StageResult } from '../plan/result.js';

/** One stage to do. */
export interface Assignment {
  readonly stage: Stage;
  readonly datasets: string;
  /** Folders of the artifacts that it may touch: key → path; its own and its inputs'. */
  readonly folders: Readonly<Record<string, string>>;
  readonly engine: EngineSettings;
}

export type WorkerMessage =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly result: StageResult }
  | { readonly type: 'failed'; readonly error: string };

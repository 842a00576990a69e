/** What a local executor and its worker processes say to each other. */
import type { EngineSettings } from '../../engines/index.js';
import type { Assignment, Ran, StageOutcome } from './executor.js';

/** One stage to do, on so many threads. */
export interface WorkerAssignment extends Assignment {
  readonly engine: EngineSettings;
}

export type WorkerMessage =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'ended'; readonly outcome: StageOutcome; readonly ran: Ran };

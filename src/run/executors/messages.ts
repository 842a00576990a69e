/** What a local executor and its worker processes say to each other. */
import type { EngineSettings } from '../../engines/index.js';
import type { Earlier } from '../../training/events.js';
import type { Assignment, Ran, StageOutcome, Stopped } from './executor.js';

/** One stage to do, on so many threads. */
export interface WorkerAssignment extends Assignment {
  readonly engine: EngineSettings;
}

/** How a stage ended, where and when. */
export interface Work {
  readonly outcome: StageOutcome | Stopped;
  readonly ran: Ran;
}

/** What a worker is told. `threads`: on how many the stage at work goes on. */
export type RunMessage =
  | { readonly type: 'assigned'; readonly assignment: WorkerAssignment }
  | { readonly type: 'threads'; readonly threads: number };

/** SIGTERM asks a worker to stop: `ended` then tells what of the stage is kept. */
export type WorkerMessage =
  | { readonly type: 'opened'; readonly earlier: Earlier }
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'warning'; readonly message: string }
  | ({ readonly type: 'ended' } & Work);

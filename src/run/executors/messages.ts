/** What a local executor and its worker processes say to each other. */
import type { EngineSettings } from '../../engines/index.js';
import type { Earlier } from '../../training/training.js';
import type { Assignment } from './executor.js';
import type { Work } from './work.js';

/** One stage to do, on so many threads. */
export interface WorkerAssignment extends Assignment {
  readonly engine: EngineSettings;
}

/** SIGTERM asks a worker to stop: `ended` then tells what of the stage is kept. */
export type WorkerMessage =
  | { readonly type: 'opened'; readonly earlier: Earlier }
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'warning'; readonly message: string }
  | ({ readonly type: 'ended' } & Work);

/** What a run tells while it works; the terminal shows it (cli/terminal/progress.ts). */
import type { Stage } from '../stages/index.js';
import type { Kept } from '../training/events.js';
import type { Awaited, Listener, StageEnd } from './executors/executor.js';

export interface Ended {
  readonly status: StageEnd['status'];
  readonly seconds: number;
  /** What went wrong; its first line says what. */
  readonly error: string | null;
  /** Of a stage that was stopped: what the next run goes on from. */
  readonly kept: Kept | null;
}

export interface Progress extends Listener {
  /** Everything at work was asked to stop; these are waited for. */
  stopping(awaited: readonly Awaited[]): void;
  ended(stage: Stage, end: Ended): void;
  /** Nothing is shown after it. */
  close(): void;
}

/** What a run tells while it works; the terminal shows it (cli/terminal/progress.ts). */
import type { Stage } from '../stages/index.js';
import type { Listener, StageEnd } from './executors/executor.js';

export interface Ended {
  readonly status: StageEnd['status'];
  readonly seconds: number;
  /** What went wrong; its first line says what. */
  readonly error: string | null;
}

export interface Progress extends Listener {
  ended(stage: Stage, end: Ended): void;
  /** Nothing is shown after it. */
  close(): void;
}

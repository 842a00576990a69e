/**
 * The contract of an executor: it is handed stages and gives back their ends, on whatever machine they run. How many may
 * run at once, and on how many threads, is its own matter; in what order they are due is the scheduler's.
 */
import type { EngineSettings } from '../../engines/index.js';
import type { EngineOptions } from '../../experiment/schema.js';
import type { Stage } from '../../stages/index.js';
import type { StageResult } from '../../stages/result.js';
import type { StageContext } from '../../stages/stage.js';
import type { Earlier, Kept } from '../../training/events.js';

/** One stage to do. Where it runs, the folders are at the same paths. */
export interface Assignment {
  readonly stage: Stage;
  /** Folder of the data sets. */
  readonly datasets: string;
  /** Folders of the artifacts that it may touch: key → path; its own and its inputs'. */
  readonly folders: Readonly<Record<string, string>>;
  /** Path of its event log. */
  readonly log: string;
  /** The executor says on how many threads. */
  readonly engine: Omit<EngineSettings, 'threads'>;
  /** Files of the data that it reads, as planned, by the data's hash. */
  readonly data: StageContext['data'];
}

/** Where and when a stage ran, as told by the machine that it ran on. */
export interface Ran {
  readonly host: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  /** Seconds that earlier runs took for what this one went on from. */
  readonly earlier: number;
  readonly threads: number;
  readonly cpu: string;
  /** Version of Node.js. */
  readonly node: string;
  /** That the engine's kernels use; null: the engine does not tell. */
  readonly instructionSet: string | null;
}

export type StageOutcome =
  | { readonly status: 'done'; readonly result: StageResult }
  | { readonly status: 'diverged'; readonly error: string; readonly result: StageResult }
  | { readonly status: 'failed'; readonly error: string };

/** Ended on request, unfinished; nothing of it is recorded. */
export interface Stopped {
  readonly status: 'stopped';
  /** What the next run goes on from; null: it was ended and could not tell, or nothing of it is kept. */
  readonly kept: Kept | null;
}

export type StageEnd = (StageOutcome | Stopped) & { readonly ran: Ran };

/** A stage that was begun. */
export interface Begun {
  readonly stage: Stage;
  /** Resolves however it ends. */
  readonly end: Promise<StageEnd>;
}

/** What a run hears of the stages at work. */
export interface Listener {
  started(stage: Stage, threads: number): void;
  /** Its steps begin; earlier runs did so much of it. What has no steps to keep never says so. */
  opened(stage: Stage, earlier: Earlier): void;
  moved(stage: Stage, done: number, total: number): void;
  /** A sentence about something that was mended on the way. */
  warned(stage: Stage, message: string): void;
}

/** A stage that was asked to stop, and is given time to keep what it did. */
export interface Awaited {
  readonly stage: Stage;
  /** At most; then it is ended. */
  readonly seconds: number;
}

export interface Executor {
  /**
   * Begins as many of the assignments as there is room for, the first of them first. Those that it leaves are offered
   * again when another stage has ended.
   */
  begin(offered: readonly Assignment[]): readonly Begun[];
  /**
   * Asks what is at work to end: a training when it has kept the step that it is at, anything else at once. Returns those
   * that it waits for; one that takes longer than it may is ended. All ends are told as ever.
   */
  stop(): readonly Awaited[];
  /** Puts an end to what is at work, at once, and to what the executor itself holds. */
  close(): void;
}

/** What an experiment says of processes and threads. */
export type ExecutorOptions = Pick<EngineOptions, 'workers' | 'threads' | 'stallTimeout'>;

/** A kind of executor, as the map lists it. */
export interface ExecutorKind {
  /** Half a sentence for the help: where stages run. */
  readonly describe: string;
  /** How many stages it would have at work at once; for estimates. */
  capacity(options: ExecutorOptions): number;
  open(options: ExecutorOptions, listener: Listener): Executor;
}

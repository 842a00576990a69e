/** A worker process, seen from the run: one stage at a time, and whatever becomes of it is a value. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StageResult } from '../stages/result.js';
import { endOfMemory } from './memory.js';
import type { Assignment, WorkerMessage } from './messages.js';

const PROGRAM = fileURLToPath(new URL('./worker.js', import.meta.url));

/** Characters of a worker's last words that are kept. */
const LAST_WORDS = 8000;

/** How a stage ended. `stopped`: on request, unfinished; `hung`: no sign of life for too long, and put an end to. */
export type StageEnd =
  | { readonly status: 'done'; readonly result: StageResult }
  | { readonly status: 'diverged'; readonly error: string; readonly result: StageResult }
  | { readonly status: 'failed'; readonly error: string }
  | { readonly status: 'stopped' }
  | { readonly status: 'hung' };

export interface WorkerProcess {
  /** False once the process is gone. */
  alive(): boolean;
  /** Does one stage; resolves however it ends. */
  work(assignment: Assignment, listener: Listener): Promise<StageEnd>;
  /** Ends the process at once; a stage at work then ends as `stopped`. */
  stop(): void;
}

/** What a run wants to hear of a stage at work. */
export interface Listener {
  /** Seconds without progress until the worker counts as hung. */
  readonly stallTimeout: number;
  progress(done: number, total: number): void;
  /** A sentence about something that was mended on the way. */
  warned(message: string): void;
}

/** Starts a worker; it is idle until it is handed a stage. */
export function startWorker(): WorkerProcess {
  const child = fork(PROGRAM, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const lastWords = tailOf(child);
  let alive = true;
  let stopped = false;
  child.once('close', () => (alive = false));
  child.on('error', () => (alive = false));
  return {
    alive: () => alive,
    work: async (assignment, listener) => {
      const end = await endOf(child, assignment, listener);
      if (typeof end !== 'string') return end;
      if (stopped) return { status: 'stopped' };
      return { status: 'failed', error: epitaph(end, lastWords()) };
    },
    stop: () => {
      stopped = true;
      child.kill('SIGKILL');
    },
  };
}

/** How the stage ended; where the process ended first, how that was: "was ended by SIGKILL". */
function endOf(child: ChildProcess, assignment: Assignment, listener: Listener): Promise<StageEnd | string> {
  return new Promise((resolve) => {
    const watch = setTimeout(() => {
      child.kill('SIGKILL');
      end({ status: 'hung' });
    }, 1000 * listener.stallTimeout);
    const end = (result: StageEnd | string): void => {
      clearTimeout(watch);
      child.off('message', hear).off('close', die).off('error', fail);
      resolve(result);
    };
    const hear = (message: WorkerMessage): void => {
      watch.refresh();
      if (message.type === 'progress') listener.progress(message.done, message.total);
      else if (message.type === 'warning') listener.warned(message.message);
      else if (message.type === 'done') end({ status: 'done', result: message.result });
      else if (message.type === 'diverged')
        end({ status: 'diverged', error: message.error, result: message.result });
      else end({ status: 'failed', error: message.error });
    };
    const die = (code: number | null, signal: string | null): void =>
      end(signal === null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${signal}`);
    const fail = ({ message }: Error): void => end(`could not be used (${message})`);
    child.on('message', hear).once('close', die).once('error', fail);
    child.send(assignment, (error) => {
      if (error !== null) child.kill('SIGKILL');
    });
  });
}

/** The end of what the process writes to its standard error. */
function tailOf(child: ChildProcess): () => string {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-LAST_WORDS);
  });
  return () => words.trim();
}

function epitaph(how: string, lastWords: string): string {
  return [
    `The worker process ${how} before the stage was finished.`,
    ...[endOfMemory(how, lastWords) ?? []].flat(),
    'The next run goes on from the last checkpoint.',
    ...tellingLines(lastWords),
  ].join('\n');
}

const tellingLines = (words: string): readonly string[] =>
  words.split('\n').filter((line) => line.trim() !== '' && !IS_TRACE.test(line));

/** Lines of V8's own report that tell a user nothing: frames, rulers, the last collections. */
const IS_TRACE = /^\s*\d+: 0x|^-{3,}|^<---|^\[\d+:0x|^#/;

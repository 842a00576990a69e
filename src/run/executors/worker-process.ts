/** A worker process, seen from outside: one stage at a time, and whatever becomes of it is a value. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Earlier } from '../../training/events.js';
import { memoryOptions, workerEnvironment } from '../child-environment.js';
import type { StageEnd } from './executor.js';
import { endOfMemory } from './memory.js';
import type { RunMessage, WorkerAssignment, WorkerMessage } from './messages.js';
import { beginning } from './place.js';
import { Silences } from './silences.js';

const PROGRAM = fileURLToPath(new URL('./worker.js', import.meta.url));

/** Characters of a worker's last words that are kept. */
const LAST_WORDS = 8000;

/** `hung`: no sign of life for too long, and put an end to. */
export type WorkEnd = StageEnd | { readonly status: 'hung' };

export interface WorkerProcess {
  /** False once the process is gone. */
  alive(): boolean;
  /** Does one stage; resolves however it ends. */
  work(assignment: WorkerAssignment, listener: WorkListener): Promise<WorkEnd>;
  /** On how many threads the stage at work goes on. */
  setThreads(threads: number): void;
  /** Asks the stage at work to keep what it did and end; how many seconds that may take. */
  stop(): number;
  /** Ends the process at once; a stage at work then ends as `stopped`. */
  kill(): void;
}

/** What is heard of the stage at work. */
export interface WorkListener {
  /** Seconds without progress until the worker counts as hung. */
  readonly stallTimeout: number;
  opened(earlier: Earlier): void;
  moved(done: number, total: number): void;
  /** A sentence about something that was mended on the way. */
  warned(message: string): void;
}

/** Starts a worker; it is idle until it is handed a stage. */
export function startWorker(): WorkerProcess {
  const child = fork(PROGRAM, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: workerEnvironment(),
    execArgv: memoryOptions(process.execArgv),
  });
  const lastWords = tailOf(child);
  const silences = new Silences();
  child.on('message', () => silences.end());
  let alive = true;
  let stopped = false;
  const goes = (): void => {
    alive = false;
  };
  child.once('close', goes).on('error', goes);
  return {
    alive: () => alive,
    work: async (assignment, listener) => {
      const ran = beginning(assignment.engine);
      silences.begin();
      const end = await endOf(child, assignment, listener);
      if (typeof end !== 'string') return end;
      if (stopped) return { status: 'stopped', kept: null, ran: ran() };
      return { status: 'failed', error: epitaph(end, lastWords()), ran: ran() };
    },
    setThreads: (threads) => {
      tell(child, { type: 'threads', threads });
    },
    stop: () => {
      stopped = true;
      child.kill('SIGTERM');
      return silences.patience();
    },
    kill: () => {
      stopped = true;
      child.kill('SIGKILL');
    },
  };
}

/** How the stage ended; where the process ended first, how that was: "was ended by SIGKILL". */
function endOf(
  child: ChildProcess,
  assignment: WorkerAssignment,
  listener: WorkListener,
): Promise<WorkEnd | string> {
  return new Promise((resolve) => {
    const watch = setTimeout(() => {
      child.kill('SIGKILL');
      end({ status: 'hung' });
    }, 1000 * listener.stallTimeout);
    const end = (how: WorkEnd | string): void => {
      clearTimeout(watch);
      child.off('message', hear).off('close', die).off('error', fail);
      resolve(how);
    };
    const hear = (message: WorkerMessage): void => {
      watch.refresh();
      if (message.type === 'opened') listener.opened(message.earlier);
      else if (message.type === 'progress') listener.moved(message.done, message.total);
      else if (message.type === 'warning') listener.warned(message.message);
      else end({ ...message.outcome, ran: message.ran });
    };
    const die = (code: number | null, signal: string | null): void => {
      end(signal === null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${signal}`);
    };
    const fail = ({ message }: Error): void => {
      end(`could not be used (${message})`);
    };
    child.on('message', hear).once('close', die).once('error', fail);
    tell(child, { type: 'assigned', assignment });
  });
}

/** A process that cannot be told is of no use, and its end is heard of. */
function tell(child: ChildProcess, message: RunMessage): void {
  child.send(message, (error) => {
    if (error !== null) child.kill('SIGKILL');
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
  const memory = endOfMemory(how, lastWords);
  return [
    `The worker process ${how} before the stage was finished.`,
    ...(memory === null ? [] : [memory]),
    'The next run goes on from the last checkpoint.',
    ...tellingLines(lastWords),
  ].join('\n');
}

const tellingLines = (words: string): readonly string[] =>
  words.split('\n').filter((line) => line.trim() !== '' && !IS_TRACE.test(line));

/** Lines of V8's own report that tell a user nothing: frames, rulers, the last collections. */
const IS_TRACE = /^\s*\d+: 0x|^-{3,}|^<---|^\[\d+:0x|^#/;

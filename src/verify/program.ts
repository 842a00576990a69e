/** The program itself as a child in a process group of its own, so that it can be stopped or killed with its workers. */
import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** What a run writes when its first stage begins. */
const FIRST_STAGE = / start {2}/;

/** Characters of the program's messages that are kept. */
const LAST_WORDS = 4000;

/** Between two looks for what a kill waits for. */
const LOOK_MILLISECONDS = 2;

export interface Run {
  /** Null: it was killed. */
  readonly code: number | null;
  /** Seconds until the first stage began, null where none did, and until the end. */
  readonly startUp: number | null;
  readonly seconds: number;
  readonly messages: string;
}

export interface Kill {
  /** Seconds after the start. */
  readonly after: number;
  /** SIGTERM asks the run to stop. */
  readonly signal: 'SIGKILL' | 'SIGTERM';
  /** The whole group at once, or the run alone, whose workers are then told by it or find it gone. */
  readonly whom: 'group' | 'run';
  /** Seconds until what was asked to stop is killed, as by a supervisor; null: it is given the time that it takes. */
  readonly patience: number | null;
  /** From then on looked at again and again; the kill comes when it holds. */
  readonly once: () => Promise<boolean>;
}

/** Runs the program to its end, or to the kill. Aborted: the group is killed. */
export async function runProgram(
  typed: readonly string[],
  options: { kill: Kill | null; interruption: AbortSignal },
): Promise<Run> {
  const { kill, interruption } = options;
  const origin = performance.now();
  const elapsed = (): number => (performance.now() - origin) / 1000;
  const child = spawn(process.execPath, [MAIN, ...typed], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let startUp: number | null = null;
  let messages = '';
  child.stderr.on('data', (chunk: Buffer) => {
    messages = (messages + chunk.toString()).slice(-LAST_WORDS);
    if (startUp === null && FIRST_STAGE.test(messages)) startUp = elapsed();
  });
  const done = new AbortController();
  const abort = (): void => sent(child.pid, KILL_GROUP);
  interruption.addEventListener('abort', abort);
  if (kill !== null) void carriedOut(kill, child.pid, done.signal);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  done.abort();
  interruption.removeEventListener('abort', abort);
  return { code, startUp, seconds: elapsed(), messages };
}

const KILL_GROUP = { signal: 'SIGKILL', whom: 'group' } as const;

async function carriedOut(kill: Kill, pid: number | undefined, isOver: AbortSignal): Promise<void> {
  if (!(await moment(kill, isOver))) return;
  sent(pid, kill);
  if (kill.patience === null) return;
  if (await moment({ after: kill.patience, once: () => Promise.resolve(true) }, isOver))
    sent(pid, KILL_GROUP);
}

/** Resolves when the kill is due; false where it was called off. */
async function moment({ after, once }: Pick<Kill, 'after' | 'once'>, signal: AbortSignal): Promise<boolean> {
  const isWaiting = await setTimeout(1000 * after, true, { signal }).catch(() => false);
  while (isWaiting && !signal.aborted) {
    if (await once()) return !signal.aborted;
    await setTimeout(LOOK_MILLISECONDS);
  }
  return false;
}

function sent(pid: number | undefined, { signal, whom }: Pick<Kill, 'signal' | 'whom'>): void {
  if (pid === undefined) return;
  try {
    process.kill(whom === 'group' ? -pid : pid, signal);
  } catch {
    // It ended by itself in this very moment.
  }
}

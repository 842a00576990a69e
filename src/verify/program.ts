/** The program itself as a child in a process group of its own, so that it can be killed with its workers. */
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
  /** The whole group at once, or the run alone, whose workers then find it gone. */
  readonly whom: 'group' | 'run';
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
  const end = (whom: Kill['whom']): void => killed(child.pid, whom);
  const abort = (): void => end('group');
  interruption.addEventListener('abort', abort);
  if (kill !== null) void moment(kill, done.signal).then((isDue) => isDue && end(kill.whom));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  done.abort();
  interruption.removeEventListener('abort', abort);
  return { code, startUp, seconds: elapsed(), messages };
}

/** Resolves when the kill is due; false where it was called off. */
async function moment({ after, once }: Kill, signal: AbortSignal): Promise<boolean> {
  const isWaiting = await setTimeout(1000 * after, true, { signal }).catch(() => false);
  while (isWaiting && !signal.aborted) {
    if (await once()) return !signal.aborted;
    await setTimeout(LOOK_MILLISECONDS);
  }
  return false;
}

function killed(pid: number | undefined, whom: Kill['whom']): void {
  if (pid === undefined) return;
  try {
    process.kill(whom === 'group' ? -pid : pid, 'SIGKILL');
  } catch {
    // It ended by itself in this very moment.
  }
}

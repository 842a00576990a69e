/** The real program under limits of time and memory. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface Limits {
  readonly seconds: number;
  readonly bytes: number;
}

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
  /** Largest resident memory of the process and its children; 0 where there is no /proc. */
  readonly bytes: number;
  /** The limit that it was killed at; null: it ended by itself. */
  readonly killed: 'seconds' | 'bytes' | 'output' | null;
}

/** Milliseconds between two looks at the memory. */
const LOOK = 40;
/** Characters of output that are kept; more is a flood. */
const MOST_OUTPUT = 64_000_000;

export interface Start {
  /** A module for Node.js. */
  readonly main: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs it to its end, or kills it, with all that it started, at the first limit that it passes. */
export function runProgram(
  typed: readonly string[],
  { main, cwd, env }: Start,
  limits: Limits,
): Promise<Outcome> {
  const began = performance.now();
  const child = spawn(process.execPath, [main, ...typed], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const seen = { out: '', err: '', bytes: 0, killed: null as Outcome['killed'] };
  const elapsed = (): number => (performance.now() - began) / 1000;
  const kill = (limit: NonNullable<Outcome['killed']>): void => {
    seen.killed ??= limit;
    killGroup(child.pid);
  };
  const hear = (stream: 'out' | 'err') => (chunk: string) => {
    seen[stream] += chunk;
    if (seen[stream].length > MOST_OUTPUT) kill('output');
  };
  child.stdout.setEncoding('utf8').on('data', hear('out'));
  child.stderr.setEncoding('utf8').on('data', hear('err'));
  const looking = setInterval(() => {
    seen.bytes = Math.max(seen.bytes, residentBytes(child.pid));
    if (seen.bytes > limits.bytes) kill('bytes');
    else if (elapsed() > limits.seconds) kill('seconds');
  }, LOOK);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(looking);
      killGroup(child.pid);
      resolve({ ...seen, code, seconds: elapsed() });
    });
  });
}

/** The process leads a group of its own; it may have ended already. */
function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

/**
 * The peaks (VmHWM, which the kernel keeps) of a process and of those that it started, added up: no less than what they
 * held at any one time.
 */
function residentBytes(pid: number | undefined): number {
  if (pid === undefined) return 0;
  const status = readProc(`/proc/${pid}/status`);
  const kibibytes = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  return 1024 * kibibytes + childrenOf(pid).reduce((sum, child) => sum + residentBytes(child), 0);
}

function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const listed = threads.map((thread) => readProc(`/proc/${pid}/task/${thread}/children`));
    return listed
      .join(' ')
      .split(' ')
      .filter((text) => text.trim() !== '')
      .map(Number);
  } catch {
    return [];
  }
}

/** Empty where the process is gone. */
function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/**
 * One run at a time in one results folder: two would train the same stages twice and fight over checkpoints. A second
 * one waits, and then finds done what the first has done.
 */
import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../failure.js';
import { systemFailure } from '../system-failure.js';

/**
 * Takes hold of a results folder; call what it returns to let go. The hold of a run that is gone counts for nothing. While another run holds it: waits for that one to end where `waiting` is given, which is told once who
 * it is; else throws UserError. Throws UserError where the hold cannot be written.
 */
export async function holdResults(
  results: string,
  waiting: Waiting | null = null,
): Promise<() => Promise<void>> {
  const path = join(results, 'run.hold');
  try {
    await mkdir(results, { recursive: true });
  } catch (error) {
    throw systemFailure(error, { path: results });
  }
  try {
    await acquire(path, waiting);
  } catch (error) {
    throw systemFailure(error, { path, tried: 'written' });
  }
  return () => rm(path, { force: true });
}

/** Whether a run, or what else takes hold, is at work on a results folder. */
export async function isHeld(results: string): Promise<boolean> {
  const text = await read(join(results, 'run.hold'));
  return text !== null && !(await isStale(text));
}

/** Looks again until it has hold or sees who has: between two looks another starter may take it or let go. */
async function acquire(path: string, waiting: Waiting | null): Promise<void> {
  const mine = [process.pid, hostname(), (await startOf(process.pid)) ?? ''].join(' ').trim();
  let told: string | null = null;
  while (!(await take(path, mine))) {
    const text = await read(path);
    if (text === null) continue;
    const holder = parse(text);
    if (holder === null || (await isGone(holder))) await dropStale(path, mine);
    else if (waiting === null) throw heldError(holder, path);
    else await awaitTurn(told === text ? null : waiting, holder, path);
    told = text;
  }
}

/** Called with a sentence about the run that is waited for. */
export type Waiting = (sentence: string) => void;

/** Between two looks at a hold that another run has. */
const TURN_MILLISECONDS = 250;

async function awaitTurn(waiting: Waiting | null, { pid, host }: Holder, path: string): Promise<void> {
  waiting?.(
    `Another run (process ${pid} on ${host}) is at work on these results; waiting for it to end. ` +
      `If it is gone, delete ${path}.`,
  );
  await setTimeout(TURN_MILLISECONDS);
}

/** One starter at a time, behind a guard: a second one would remove what the first has taken since. */
async function dropStale(path: string, mine: string): Promise<void> {
  const guard = `${path}.guard`;
  if (!(await take(guard, mine))) return passGuard(guard);
  try {
    const text = await read(path);
    if (text !== null && (await isStale(text))) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

const GUARD_MILLISECONDS = 5;

/** Waits a little for the starter that removes the stale hold; where it is gone, too, its guard goes first. */
async function passGuard(guard: string): Promise<void> {
  const text = await read(guard);
  if (text !== null && (await isStale(text))) await setAside(guard, text);
  else await setTimeout(GUARD_MILLISECONDS);
}

/** Written aside and then put in place whole: a kill in between leaves no hold without a holder. */
async function take(path: string, mine: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, mine);
    return await place(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** What file systems without hard links answer to one. */
const LINKLESS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** False where something lies at `to` already. */
async function place(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to).catch(async (error: unknown) => {
      if (!LINKLESS.includes(codeOf(error))) throw error;
      await copyFile(from, to, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes what was read, and puts back what another starter placed there in the meantime. */
async function setAside(path: string, read: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== read) await place(aside, path);
  await rm(aside, { force: true });
}

/** Null: nobody holds it. */
async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** As startOf gives it; null where it could not be told. */
  readonly start: string | null;
}

/** Null for a file that says nothing of a holder. */
function parse(text: string): Holder | null {
  const [, pid, host, start] = /^([1-9]\d*) (\S+)(?: (\d+))?$/.exec(text) ?? [];
  return pid === undefined || host === undefined ? null : { pid: Number(pid), host, start: start ?? null };
}

async function isStale(text: string): Promise<boolean> {
  const holder = parse(text);
  return holder === null || isGone(holder);
}

/** Whether the holder has ended, though its number may be another process's by now. */
async function isGone({ pid, host, start }: Holder): Promise<boolean> {
  if (host !== hostname()) return false;
  if (!isAlive(pid)) return true;
  const now = await startOf(pid);
  return start !== null && now !== null && start !== now;
}

/** When a process started, in ticks since the machine did; null where there is no /proc to tell. */
async function startOf(pid: number): Promise<string | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (line === null) return null;
  // The program's name, in parentheses, may hold spaces; the start is the 22nd field, the 20th after it.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return fields[19] ?? null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

const heldError = ({ pid, host }: Holder, path: string): UserError =>
  new UserError(
    `Another run (process ${pid} on ${host}) is at work on these results. ` +
      `Wait for it or stop it; if it is gone, delete ${path}.`,
  );

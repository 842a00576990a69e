/** One run at a time in one results folder: two would train the same stages twice and fight over checkpoints. */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../failure.js';

/**
 * Takes the lock of a results folder; call what it returns to give it back. The lock of a run that is gone counts
 * for nothing. Throws UserError while another run holds it.
 */
export async function lockResults(results: string): Promise<() => Promise<void>> {
  const path = join(results, 'run.lock');
  await mkdir(results, { recursive: true });
  if (!(await take(path))) {
    await dropIfStale(path);
    if (!(await take(path))) throw await heldError(path);
  }
  return () => rm(path, { force: true });
}

const me = (): string => `${process.pid} ${hostname()}`;

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(me());
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function dropIfStale(path: string): Promise<void> {
  const [pid, host] = await holder(path);
  if (host === hostname() && !isAlive(Number(pid))) await rm(path, { force: true });
}

async function holder(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8').catch(() => '')).split(' ');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function heldError(path: string): Promise<UserError> {
  const [pid, host] = await holder(path);
  return new UserError(
    `Another run (process ${pid} on ${host ?? 'an unknown machine'}) is at work on these results. ` +
      `Wait for it or stop it; if it is gone, delete ${path}.`,
  );
}

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockResults } from '../../src/run/lock.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('a lock is held by one run at a time, and can be taken again when it is given back', async () => {
  const unlock = await lockResults(folder);
  await expect(lockResults(folder)).rejects.toThrow(`process ${process.pid}`);
  await unlock();
  await (
    await lockResults(folder)
  )();
});

it('the lock of a process that is gone counts for nothing', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(join(folder, 'run.lock'), `${pid} ${hostname()}`);
  await (
    await lockResults(folder)
  )();
});

it('the lock of another machine is respected, for nobody here can tell whether its process lives', async () => {
  await writeFile(join(folder, 'run.lock'), '1 elsewhere');
  await expect(lockResults(folder)).rejects.toThrow('on elsewhere');
});

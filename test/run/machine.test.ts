/** A machine that fails a run: full disk, closed folder, locked database, network file system, wrong clock. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdir, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import knex from 'knex';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { faultyProject, preloaded, RUN } from './faulty.js';
import type { FaultyProject } from './faulty.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let project: FaultyProject;
beforeAll(async () => {
  project = await faultyProject();
});
afterAll(() => project.remove());

describe('a clock that goes back an hour whenever it is read', () => {
  it('changes no result, and every verb still works', async () => {
    await project.setBack(null);
    const backwards = preloaded('clock-backwards.mjs');
    expect((await project.reprise(RUN, backwards)).code).toBe(0);
    await project.expectSound();
    const stages = await project.stages();
    expect(stages.every(({ seconds }) => seconds !== null && seconds >= 0)).toBe(true);
    for (const verb of [['report', 'small'], ['status'], ['gc', '--dry-run']])
      expect((await project.reprise(verb, backwards)).code).toBe(0);
  });
});

describe('results on a network file system', () => {
  it('are refused with the reason, and nothing is written there', async () => {
    await project.setBack(null);
    const { code, err } = await project.reprise(RUN, preloaded('on-nfs.mjs'));
    expect(err).toContain(
      'lies on a network file system (NFS, mounted at /). SQLite cannot keep a database there',
    );
    expect(code).toBe(1);
    expect(await readdir(project.results)).toEqual([]);
  });
});

describe('a database that another process holds', () => {
  /** Held for writing by this process, which is not the program's. */
  async function hold(): Promise<{ release: () => Promise<void> }> {
    const connection = { filename: join(project.results, 'reprise.sqlite') };
    const database = knex({ client: 'sqlite3', connection, useNullAsDefault: true });
    const transaction = await database.transaction();
    await transaction('pins').insert({ experiment: 'another', key: 'program' });
    return { release: () => transaction.rollback().then(() => database.destroy()) };
  }

  it('is waited for', async () => {
    await project.setBack('sound');
    const held = await hold();
    const run = project.run();
    const isEarly = await Promise.race([run.then(() => true), setTimeout(4000, false)]);
    await held.release();
    expect(isEarly).toBe(false);
    expect(await run).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to do') });
    await project.expectSound();
  });

  it('for longer than half a minute is named, with who holds it', async () => {
    await project.setBack('sound');
    const held = await hold();
    const { code, err } = await project.run();
    await held.release();
    const holder = process.platform === 'linux' ? `process ${process.pid} \\(.*\\)` : 'another process';
    expect(err).toMatch(new RegExp(`reprise\\.sqlite stays locked by ${holder}\\. Wait for it to end`));
    expect(code).toBe(1);
    await project.expectSound();
  });
});

describe.runIf(canMount())('a small disk (where this user may mount one)', () => {
  /** Called with the results on a disk of their own of four megabytes. */
  async function onSmallDisk(use: () => Promise<void>): Promise<void> {
    await project.setBack(null);
    await mkdir(project.results);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', project.results]);
    try {
      await use();
    } finally {
      execFileSync('umount', [project.results]);
      await mkdir(project.results, { recursive: true });
    }
  }

  async function fillDisk(): Promise<void> {
    const { bavail, bsize } = await statfs(project.results);
    // A stage at work writes meanwhile: what is left of the disk may be less by then, and is full all the same.
    await writeFile(filler(), Buffer.alloc(bavail * bsize)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    });
  }
  const filler = (): string => join(project.results, 'filler');

  async function expectFull({ code, err }: { code: number | null; err: string }): Promise<void> {
    expect(err).toMatch(/is full\. Free some space|as where the disk is full or failing\. Free some space/);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
    await rm(filler());
    expect((await project.run()).code).toBe(0);
    await project.expectSound();
  }

  it('that is full from the start is named, and once there is space a run loses nothing', () =>
    onSmallDisk(async () => {
      await fillDisk();
      await expectFull(await project.run());
    }));

  it('that fills while a model trains is named, and once there is space a run loses nothing', () =>
    onSmallDisk(async () => {
      const run = project.start(...RUN);
      await run.saw('start  pretrain');
      run.process.kill('SIGSTOP'); // the result of no stage is recorded before the disk is full
      await fillDisk();
      run.process.kill('SIGCONT');
      await expectFull(await run.ended);
    }));

  it('that may only be read is named, and what is on it can be read', () =>
    onSmallDisk(async () => {
      expect((await project.run()).code).toBe(0);
      execFileSync('mount', ['-o', 'remount,ro', project.results]);
      const { code, err } = await project.run('--set', 'finetune.batchSize=5');
      expect(err).toMatch(/cannot be written: its disk may only be read\. Work in a copy on another disk/);
      expect(code).toBe(1);
      expect((await project.reprise(['status', 'small'])).code).toBe(0);
      execFileSync('mount', ['-o', 'remount,rw', project.results]);
      await project.expectSound();
    }));
});

/** Whether this process may mount a small disk of its own. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'reprise-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/failure.js';
import { holdResults } from '../../src/run/hold.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-hold-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('a results folder is held by one run at a time, and can be held again when that one lets go', async () => {
  const release = await holdResults(folder);
  await expect(holdResults(folder)).rejects.toThrow(`process ${process.pid}`);
  await release();
  await (
    await holdResults(folder)
  )();
});

it('a starter that waits is told once who holds the results, and has them as soon as they are let go', async () => {
  const release = await holdResults(folder);
  const told: string[] = [];
  const waiting = holdResults(folder, (sentence) => told.push(sentence));
  const isEarly = await Promise.race([waiting.then(() => true), setTimeout(800, false)]);
  expect(isEarly).toBe(false);
  expect(told).toEqual([expect.stringContaining(`process ${process.pid}`)]);
  await release();
  await (
    await waiting
  )();
});

it('the hold of a process that is gone counts for nothing', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(join(folder, 'run.hold'), `${pid} ${hostname()}`);
  await (
    await holdResults(folder)
  )();
});

it('the hold of another machine is respected, for nobody here can tell whether its process lives', async () => {
  await writeFile(join(folder, 'run.hold'), '1 elsewhere');
  await expect(holdResults(folder)).rejects.toThrow('on elsewhere');
});

it.each(['', 'x', '12'])('a hold that names no holder (%j) counts for nothing', async (text) => {
  await writeFile(join(folder, 'run.hold'), text);
  await (
    await holdResults(folder)
  )();
  expect(await readdir(folder)).toEqual([]);
});

it.runIf(process.platform === 'linux')(
  'the hold of a process whose number is now that of another one counts for nothing',
  async () => {
    const path = join(folder, 'run.hold');
    const release = await holdResults(folder);
    const earlier = (await readFile(path, 'utf8')).replace(/\d+$/, '1');
    await release();
    await writeFile(path, earlier);
    await (
      await holdResults(folder)
    )();
  },
);

it('of several that see the same stale hold at about the same time, one gets it', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const startAfter = async (turns: number): Promise<unknown> => {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    return holdResults(folder);
  };
  for (let round = 0; round < 60; round++) {
    await writeFile(join(folder, 'run.hold'), `${pid} ${hostname()}`);
    const tries = await Promise.allSettled(
      [0, 1, 2, 3, 4, 5].map((starter) => startAfter((starter * round) % 17)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['run.hold']);
  }
});

it('what a starter leaves that was killed while it removed a stale hold counts for nothing', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  for (const name of ['run.hold', 'run.hold.guard'])
    await writeFile(join(folder, name), `${pid} ${hostname()}`);
  await (
    await holdResults(folder)
  )();
  expect(await readdir(folder)).toEqual([]);
});

describe('a results folder that cannot be written is refused with what to do', () => {
  const refused = async (results: string, sentence: string): Promise<void> => {
    const error: unknown = await holdResults(results).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toBe(sentence);
  };
  const inTheWay = (path: string): string =>
    `${path} cannot be made, for a file lies where a folder belongs. Move it away, or choose another --root.`;
  const closed = (path: string, tried: string): string =>
    `${path} cannot be ${tried}: this user has no right to. Give this user the right, or work in a copy of your own ` +
    'and name it with --root.';

  it('where a file lies in its place', async () => {
    const results = join(folder, 'results');
    await writeFile(results, '');
    await refused(results, inTheWay(results));
  });

  it('where a file lies above it', async () => {
    await writeFile(join(folder, 'project'), '');
    const results = join(folder, 'project', 'results');
    await refused(results, inTheWay(results));
  });

  it('where the hold is a folder', async () => {
    const path = join(folder, 'run.hold');
    await mkdir(path);
    await refused(folder, `${path} is a folder, where a file belongs. Move it away and run again.`);
  });

  it.skipIf(process.getuid?.() === 0)('where this user may not make it', async () => {
    await chmod(folder, 0o500);
    await refused(join(folder, 'results'), closed(join(folder, 'results'), 'made'));
  });

  it.skipIf(process.getuid?.() === 0)('where this user may not write in it', async () => {
    await chmod(folder, 0o500);
    await refused(folder, closed(join(folder, 'run.hold'), 'written'));
  });
});

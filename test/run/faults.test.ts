/** Faults of the machine under a real run: each is named in a sentence, spoils nothing, and the next run goes on. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import {
  access,
  appendFile,
  cp,
  mkdir,
  open,
  readdir,
  rm,
  statfs,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import knex from 'knex';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { compareResults } from '../../src/verify/compare.js';
import { makeProject, SMALL, smallData } from '../commands/program.js';
import type { Started, TestProject } from '../commands/program.js';

vi.setConfig({ testTimeout: 300_000 });

/** Long enough a pre-training that a fault finds it at work. */
const LONG = SMALL.replace('steps: 30', 'steps: 300').replace('checkpointEvery: 1', 'checkpointEvery: 20');
const RUN = ['run', 'long', '--no-report', '--set', 'engine.workers=1'] as const;
const AT_WORK = 'start  pretrain';
const IS_LINUX = process.platform === 'linux';

/** The same run without any fault. */
let sound: TestProject;
beforeAll(async () => {
  sound = await freshProject();
  expect((await sound.reprise(...RUN)).code).toBe(0);
});
afterAll(() => sound.remove());

async function freshProject(env: Readonly<Record<string, string>> = {}): Promise<TestProject> {
  const project = await makeProject(env);
  await smallData(project.root);
  await project.experiment('long', LONG);
  return project;
}

const results = ({ root }: TestProject): string => join(root, 'results');

/** Runs it again, to the end, and finds the same bytes as without a fault. */
async function expectWhole(project: TestProject): Promise<void> {
  const { code, err } = await project.reprise(...RUN);
  expect(err).not.toMatch(/\n\s+at /);
  expect(code).toBe(0);
  expect((await compareResults(results(sound), results(project))).differences).toEqual([]);
  await project.remove();
}

async function stageFolder(project: TestProject, kind: string): Promise<string> {
  const { plan } = JSON.parse((await project.reprise('plan', 'long', '--json')).out);
  const { key } = plan.stages.find(({ spec }: { spec: { kind: string } }) => spec.kind === kind);
  return join(results(project), 'artifacts', key.slice(0, 2), key);
}

const workerOf = (run: Started): number =>
  Number(execFileSync('ps', ['-o', 'pid=', '--ppid', String(run.process.pid)], { encoding: 'utf8' }).trim());

async function untilThere(path: string): Promise<void> {
  while (
    await access(path).then(
      () => false,
      () => true,
    )
  )
    await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A run that was killed once it had a checkpoint; the checkpoint. */
async function killedRun(project: TestProject): Promise<string> {
  const checkpoint = join(await stageFolder(project, 'pretrain'), 'checkpoint.bin');
  const run = project.start(...RUN);
  await run.saw(AT_WORK);
  await untilThere(checkpoint);
  run.process.kill('SIGKILL');
  await run.ended;
  return checkpoint;
}

async function flipBit(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  await file.write(Buffer.from([(byte[0] ?? 0) ^ 4]), 0, 1, at);
  await file.close();
}

describe('a checkpoint', () => {
  it.each([
    ['was cut short', (path: string) => truncate(path, 5000)],
    ['has one bit flipped', (path: string) => flipBit(path, 9000)],
    ['is empty', (path: string) => truncate(path, 0)],
  ])('that %s is found by its hash, named, and not used', async (_, damage) => {
    const project = await freshProject();
    const checkpoint = await killedRun(project);
    await damage(checkpoint);
    const { err, code } = await project.reprise(...RUN);
    expect(err).toContain(`${checkpoint} does not match the hash written with it. The stage starts again`);
    expect(code).toBe(0);
    await expectWhole(project);
  });
});

describe('artifacts of an input', () => {
  it.each([
    ['tokenize', 'train.bin', 'make its files anew'],
    ['tokenize', 'tokenizer.json', 'make its files anew'],
    ['pretrain', 'weights.bin', 'train them anew'],
  ])('of %s: %s, damaged, is refused by name; made anew, all is as before', async (kind, name, advice) => {
    const project = await freshProject();
    await cp(results(sound), results(project), { recursive: true });
    const folder = await stageFolder(project, kind);
    await truncate(join(folder, name), 2000);
    const other = kind === 'tokenize' ? 'pretrain.batch=5' : 'finetune.batch=5';
    const refused = await project.reprise(...RUN, '--set', other);
    expect(refused.err).toContain(join(folder, name));
    expect(refused.err).toContain(advice);
    expect(refused.code).toBe(1);
    await rm(folder, { recursive: true });
    expect((await project.reprise(...RUN, '--set', other)).code).toBe(0);
    await project.remove();
  });
});

describe('a worker', () => {
  it('that hangs is replaced once, and the run comes to its end', async () => {
    const project = await freshProject();
    const run = project.start(...RUN, '--set', 'engine.patience=15');
    await run.saw(AT_WORK);
    process.kill(workerOf(run), 'SIGSTOP');
    const { code, err } = await run.ended;
    expect(err).toContain('The worker made no progress for 15 s; another one takes over.');
    expect(code).toBe(0);
    await expectWhole(project);
  });

  it('that hangs twice is reported, and its stage is recorded as failed', async () => {
    const project = await freshProject();
    const run = project.start(...RUN, '--set', 'engine.patience=15');
    await run.saw(AT_WORK);
    process.kill(workerOf(run), 'SIGSTOP');
    await run.saw('another one takes over');
    await new Promise((resolve) => setTimeout(resolve, 300));
    process.kill(workerOf(run), 'SIGSTOP');
    const { code, err } = await run.ended;
    expect(err).toContain('made no progress for 15 s, and neither did the one that took over');
    expect(code).toBe(1);
    expect(JSON.parse((await project.reprise('status', 'long', '--json')).out).failed).toBe(1);
    await expectWhole(project);
  });

  it.runIf(IS_LINUX)(
    'that runs out of memory is a failed stage with advice, no trace of a machine',
    async () => {
      const project = await freshProject();
      const run = project.start(...RUN);
      await run.saw(AT_WORK);
      execFileSync('prlimit', ['--pid', String(workerOf(run)), '--as=1']);
      const { code, err } = await run.ended;
      expect(err).toMatch(/emory r(an|uns) out/);
      expect(err).toContain('Run with fewer workers');
      expect(err).not.toMatch(/0x[0-9a-f]{6}|\n\s+at /);
      expect(code).toBe(1);
      await expectWhole(project);
    },
  );
});

describe('data that changes during a run', () => {
  it('is refused by the stage that reads it, and the result is not recorded', async () => {
    const project = await freshProject();
    const run = project.start(...RUN);
    await run.saw(AT_WORK);
    const file = join(project.root, 'datasets', 'sst-2', 'data', 'dev.tsv');
    await cp(file, join(project.root, 'dev.tsv'));
    await appendFile(file, 'a fine film\t1\n');
    const { code, err } = await run.ended;
    expect(err).toMatch(/datasets\/sst-2\/data changed since this run was planned/);
    expect(code).toBe(1);
    const { done, failed } = JSON.parse((await project.reprise('status', 'long', '--json')).out);
    expect({ done, failed }).toEqual({ done: 3, failed: 1 });
    await cp(join(project.root, 'dev.tsv'), file);
    await expectWhole(project);
  });
});

describe('the machine', () => {
  it('whose clock goes backwards gives the same results, and every verb still works', async () => {
    const hook = pathToFileURL(join(import.meta.dirname, 'clock-backwards.mjs')).href;
    const project = await freshProject({ NODE_OPTIONS: `--import=${hook}` });
    expect((await project.reprise(...RUN)).code).toBe(0);
    const { stages } = JSON.parse((await project.reprise('status', 'long', '--json')).out);
    expect(stages.every(({ seconds }: { seconds: number }) => seconds >= 0)).toBe(true);
    expect((await project.reprise('report', 'long')).code).toBe(0);
    expect((await project.reprise('gc', '--dry-run')).code).toBe(0);
    await expectWhole(project);
  });

  it.runIf(IS_LINUX)('whose results lie on a network file system is refused with the reason', async () => {
    const hook = pathToFileURL(join(import.meta.dirname, '..', 'store', 'on-nfs.mjs')).href;
    const project = await freshProject({ NODE_OPTIONS: `--import=${hook}` });
    const { code, err } = await project.reprise(...RUN);
    expect(err).toContain('lies on a network file system (NFS). SQLite cannot keep a database there');
    expect(code).toBe(1);
    expect(await readdir(results(project))).toEqual([]);
    await project.remove();
  });

  it('whose database another process holds for a while is waited for', async () => {
    const project = await freshProject();
    await cp(results(sound), results(project), { recursive: true });
    const database = await lockedDatabase(results(project));
    const run = project.start(...RUN, '--set', 'finetune.batch=5');
    const isDone = run.ended.then(() => true);
    const isEarly = await Promise.race([isDone, new Promise((resolve) => setTimeout(resolve, 6000, false))]);
    expect(isEarly).toBe(false);
    await database.release();
    expect((await run.ended).code).toBe(0);
    await expectWhole(project);
  });

  it('whose database stays locked is said so after a minute', async () => {
    const project = await freshProject();
    await cp(results(sound), results(project), { recursive: true });
    const database = await lockedDatabase(results(project));
    const { code, err } = await project.reprise(...RUN);
    expect(err).toContain('reprise.sqlite stays locked by another process. Wait for it to end');
    expect(code).toBe(1);
    await database.release();
    await expectWhole(project);
  });
});

/** Held for writing by this process, which is not the program's. */
async function lockedDatabase(folder: string): Promise<{ release: () => Promise<void> }> {
  const connection = { filename: join(folder, 'reprise.sqlite') };
  const database = knex({ client: 'sqlite3', connection, useNullAsDefault: true });
  const transaction = await database.transaction();
  await transaction('experiments').update({ overrides: '[]' });
  return { release: () => transaction.rollback().then(() => database.destroy()) };
}

describe.runIf(canMount())('a disk that is full', () => {
  const FULL = /The disk of .* is full\. Free some space and run again\./;
  const disk = (project: TestProject): string => results(project);

  /** A run whose disk has so many bytes left when it starts, or when the pre-training does. */
  async function runOnFullDisk(left: number, when: 'before' | 'at work'): Promise<void> {
    const project = await freshProject();
    await mkdir(disk(project));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', disk(project)]);
    try {
      const filler = join(disk(project), 'filler');
      if (when === 'before') await fill(filler, left);
      const run = project.start(...RUN);
      if (when === 'at work') {
        await run.saw(AT_WORK);
        await fill(filler, left);
      }
      const { code, err } = await run.ended;
      expect(err).toMatch(FULL);
      expect(err).not.toMatch(/\n\s+at /);
      expect(code).toBe(1);
      await rm(filler);
      expect((await project.reprise(...RUN)).code).toBe(0);
      expect((await compareResults(results(sound), results(project))).differences).toEqual([]);
    } finally {
      execFileSync('umount', [disk(project)]);
    }
    await project.remove();
  }

  async function fill(path: string, left: number): Promise<void> {
    const { bavail, bsize } = await statfs(join(path, '..'));
    await writeFile(path, Buffer.alloc(Math.max(0, bavail * bsize - left)));
  }

  it.each([0, 40_000, 120_000, 300_000])('before a run, but for %i bytes, loses nothing', (left) =>
    runOnFullDisk(left, 'before'),
  );
  it.each([0, 50_000])('while a model trains, but for %i bytes, loses nothing', (left) =>
    runOnFullDisk(left, 'at work'),
  );
});

/** Whether this process may mount a small disk of its own. */
function canMount(): boolean {
  if (!IS_LINUX || process.getuid?.() !== 0) return false;
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

import { execFileSync } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readEvents } from '../../src/run/events.js';
import { makeProject, startProgram, TINY } from '../cli/program.js';
import type { Started, TestProject } from '../cli/program.js';
import { preloaded } from './faulty.js';

/** Long enough a pre-training that a signal finds it at work, and nothing beside it. */
const LONG = `${TINY}engine: { workers: 1 }
`
  .replace('steps: 4', 'steps: 150')
  .replace('checkpointEvery: 2', 'checkpointEvery: 5')
  .replace('[majority]', '[]');
const AT_WORK = 'start  pretrain';

// Three whole runs, each checkpoint of them synced to a disk that others may be using.
vi.setConfig({ testTimeout: 300_000 });

let project: TestProject;
beforeEach(async () => {
  project = await makeProject();
  await project.experiment('long', LONG);
});
afterEach(() => project.remove());

const status = async (): Promise<{ done: number; failed: number; stages: { key: string; kind: string }[] }> =>
  JSON.parse((await project.reprise('status', 'long', '--json')).out);

const childrenOf = (pid: number): number[] =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .map(Number);

/** Path of what the results folder has of the pre-training. */
async function pathOf(what: 'artifacts' | 'events'): Promise<string> {
  const { plan } = JSON.parse((await project.reprise('plan', 'long', '--json')).out);
  const { key } = plan.stages.find(({ spec }: { spec: { kind: string } }) => spec.kind === 'pretrain');
  const path = join(project.root, 'results', what, key.slice(0, 2), key);
  return what === 'events' ? `${path}.jsonl` : path;
}

/** A run whose pre-training has done a step, and keeps no checkpoint unless it is asked to stop. */
async function pretraining(env: Readonly<Record<string, string>> = {}): Promise<Started> {
  await project.experiment('long', LONG.replace('checkpointEvery: 5', 'checkpointEvery: 1000'));
  const log = await pathOf('events');
  const run = startProgram(['run', 'long', '--no-report', '--root', project.root], project.root, env);
  let isOver = false;
  void run.ended.then(() => (isOver = true));
  while (!(await readEvents(log)).some(({ event }) => event === 'step')) {
    if (isOver) throw new Error(`It ended without a step:\n${run.err()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return run;
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilThere(path: string): Promise<void> {
  for (;;) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('an interrupted run', () => {
  it.each([
    ['SIGINT', 'the run alone'],
    ['SIGHUP', 'its workers, too'],
    ['SIGTERM', 'its workers, too'],
  ] as const)(
    'on %s to %s keeps the step that it is at, and the next run goes on from it',
    async (signal, whom) => {
      const run = await pretraining();
      const workers = whom === 'the run alone' ? [] : childrenOf(run.process.pid!);
      run.process.kill(signal);
      workers.forEach((pid) => process.kill(pid, signal));
      run.process.kill(signal); // once to it and once to its group, as timeout does
      const { code, out, err } = await run.ended;
      expect(code).toBe(130);
      expect(out).toContain('Interrupted; what is done is kept');
      expect(err).toContain('Stopping: waiting for pretrain · reference · seed 1 to keep the steps done');
      const step = Number(/pretrain .*: kept to step (\d+) of 150/.exec(err)?.[1]);
      expect(step).toBeGreaterThan(0);
      expect(await status()).toMatchObject({ done: 2, failed: 0 });
      expect((await status()).stages).toContainEqual(expect.objectContaining({ kept: { step, steps: 150 } }));
      expect((await project.reprise('status', 'long')).out).toContain(`missing, kept to step ${step} of 150`);
      const next = await project.reprise('run', 'long', '--no-report');
      expect(next.out).toContain('3 stages done, 2 done before');
      expect(next.code).toBe(0);
      const log = await readEvents(await pathOf('events'));
      expect(log.find(({ event }) => event === 'resumed')).toMatchObject({ step });
      expect(log.flatMap((event) => (event.event === 'step' ? event.step : []))).toEqual(upTo(150));
    },
  );

  it('ends at once on a second signal while a worker is waited for, and leaves no worker behind', async () => {
    const run = await pretraining();
    const workers = childrenOf(run.process.pid!);
    workers.forEach((pid) => process.kill(pid, 'SIGSTOP'));
    run.process.kill('SIGINT');
    await run.saw('Stopping: waiting for');
    const again = setInterval(() => run.process.kill('SIGINT'), 50);
    expect((await run.ended).code).toBe(130);
    clearInterval(again);
    await Promise.all(workers.map(untilGone));
  });

  it('ends what has not kept its steps in time, and the next run goes on from its checkpoint', async () => {
    const run = await pretraining(preloaded('hurried.mjs'));
    childrenOf(run.process.pid!).forEach((pid) => process.kill(pid, 'SIGSTOP'));
    run.process.kill('SIGTERM');
    const { code, err } = await run.ended;
    expect(err).toMatch(
      /did not end within 3\d s, and was ended; the next run goes on from its last checkpoint/,
    );
    expect(err).toMatch(/stopped {2}pretrain · reference · seed 1 · [\d.]+ s \[/);
    expect(code).toBe(130);
    expect((await project.reprise('run', 'long', '--no-report')).code).toBe(0);
  });

  it('goes on with a stage whose worker alone was asked to stop', async () => {
    const run = await pretraining();
    childrenOf(run.process.pid!).forEach((pid) => process.kill(pid, 'SIGTERM'));
    const { code, err } = await run.ended;
    expect(err).toMatch(/stopped {2}pretrain .*: kept to step \d+ of 150/);
    expect(code).toBe(0);
    expect(await status()).toMatchObject({ done: 5, failed: 0 });
  });

  it('loses nothing when it is killed, and comes to the same weights', async () => {
    const checkpoint = join(await pathOf('artifacts'), 'checkpoint.bin');
    const run = project.start('run', 'long', '--no-report');
    await run.saw(AT_WORK);
    await untilThere(checkpoint);
    run.process.kill('SIGKILL');
    await run.ended;
    const next = await project.reprise('run', 'long', '--no-report');
    expect(next.code).toBe(0);
    expect(next.out).toContain('3 stages done, 2 done before');
    const whole = await makeProject();
    await whole.experiment('long', LONG);
    await whole.reprise('run', 'long', '--no-report');
    const { key } = (await status()).stages.find(({ kind }) => kind === 'pretrain')!;
    const hashes = await Promise.all(
      [project, whole].map(
        async (each) => JSON.parse((await each.reprise('show', key, '--json')).out).facts.weightsHash,
      ),
    );
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[0]).toBe(hashes[1]);
    await whole.remove();
  });

  it('records a worker that dies as a failed stage, with a sentence', async () => {
    const run = project.start('run', 'long', '--no-report', '--set', 'engine.workers=1');
    await run.saw(AT_WORK);
    childrenOf(run.process.pid!).forEach((pid) => process.kill(pid, 'SIGKILL'));
    const { code, err } = await run.ended;
    expect(code).toBe(1);
    expect(err).toContain('was ended by SIGKILL before the stage was finished');
    expect(await status()).toMatchObject({ done: 2, failed: 1 });
  });

  it('is waited for by a second run, which finds done what the first has done', async () => {
    const first = await stoppedAtWork();
    const second = project.start('run', 'long', '--no-report');
    await second.saw('is at work on these results; waiting for it to end');
    first.process.kill('SIGCONT');
    expect((await first.ended).code).toBe(0);
    const { code, out } = await second.ended;
    expect(out).toContain('Nothing to do: 5 stages already done.');
    expect(code).toBe(0);
  });

  it('is taken over by the run that waits when it dies, and two experiments share one pre-training', async () => {
    await project.experiment('other', LONG.replace('epochs: 1', 'epochs: 2'));
    const first = await stoppedAtWork();
    const second = project.start('run', 'other', '--no-report');
    await second.saw('waiting for it to end');
    first.process.kill('SIGKILL');
    const { code, err } = await second.ended;
    expect(err).toContain(AT_WORK);
    expect(code).toBe(0);
    const { out } = await project.reprise('run', 'long', '--no-report');
    expect(out).toContain('2 stages done, 3 done before');
  });
});

/** A run that holds the results and records nothing until it is let go on. */
async function stoppedAtWork(): Promise<Started> {
  const run = project.start('run', 'long', '--no-report');
  await run.saw(AT_WORK);
  run.process.kill('SIGSTOP');
  return run;
}

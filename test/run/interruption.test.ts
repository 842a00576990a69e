import { execFileSync } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeProject, TINY } from '../cli/program.js';
import type { Started, TestProject } from '../cli/program.js';

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

async function checkpointPath(): Promise<string> {
  const { plan } = JSON.parse((await project.reprise('plan', 'long', '--json')).out);
  const { key } = plan.stages.find(({ spec }: { spec: { kind: string } }) => spec.kind === 'pretrain');
  return join(project.root, 'results', 'artifacts', key.slice(0, 2), key, 'checkpoint.bin');
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
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends on %s with 130 at once, and the next run goes on',
    async (signal) => {
      const run = project.start('run', 'long', '--no-report');
      await run.saw(AT_WORK);
      const origin = performance.now();
      run.process.kill(signal);
      const { code, out } = await run.ended;
      expect(performance.now() - origin).toBeLessThan(2000);
      expect(code).toBe(130);
      expect(out).toContain('Interrupted; what is done is kept');
      expect(await status()).toMatchObject({ done: 2, failed: 0 });
      const next = await project.reprise('run', 'long', '--no-report');
      expect(next.out).toContain('3 stages done, 2 done before');
      expect(next.code).toBe(0);
    },
  );

  it('loses nothing when it is killed, and comes to the same weights', async () => {
    const checkpoint = await checkpointPath();
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

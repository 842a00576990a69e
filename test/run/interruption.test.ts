import { execFileSync } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeProject, TINY } from '../commands/program.js';
import type { TestProject } from '../commands/program.js';

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
  it('ends on Ctrl-C with 130 within two seconds, and the next run goes on', async () => {
    const run = project.start('run', 'long', '--no-report');
    await run.saw(AT_WORK);
    const origin = performance.now();
    run.process.kill('SIGINT');
    const { code, out } = await run.ended;
    expect(performance.now() - origin).toBeLessThan(2000);
    expect(code).toBe(130);
    expect(out).toContain('Interrupted; what is done is kept');
    expect(await status()).toMatchObject({ done: 2, failed: 0 });
    const next = await project.reprise('run', 'long', '--no-report');
    expect(next.out).toContain('3 stages done, 2 done before');
    expect(next.code).toBe(0);
  });

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

  it('lets no second run work on the same results', async () => {
    const run = project.start('run', 'long', '--no-report');
    await run.saw(AT_WORK);
    const second = await project.reprise('run', 'long');
    expect(second.code).toBe(1);
    expect(second.err).toContain('is at work on these results');
    run.process.kill('SIGTERM');
    expect((await run.ended).code).toBe(130);
  });
});

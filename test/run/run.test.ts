import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, TINY } from '../cli/program.js';
import type { TestProject } from '../cli/program.js';

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
  await project.experiment('tiny', TINY);
});
afterAll(() => project.remove());

async function shown(what: string) {
  return JSON.parse((await project.reprise('show', what, '--json')).out);
}

describe('a run', () => {
  it('does every stage, shows the table and writes the reports', async () => {
    const { code, out, err } = await project.reprise('run', 'tiny');
    expect(err).toContain('start  pretrain · reference · seed 1');
    expect(err).toMatch(/100 % {2}done .*\[6\/6\]/);
    expect(code).toBe(0);
    expect(out).toContain('6 stages done');
    const page = join(project.root, 'reports', 'tiny', 'index.html');
    expect(out).toContain(page);
    expect(await readFile(page, 'utf8')).toContain('<html');
    expect((await project.stages('tiny')).map(({ status }) => status)).toEqual(Array(6).fill('done'));
  });

  it('does nothing the second time', async () => {
    const before = await shown('tiny:reference');
    const { code, out, err } = await project.reprise('run', 'tiny');
    expect(out).toContain('Nothing to do: 6 stages already done.');
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(await shown('tiny:reference')).toEqual(before);
  });

  it('leaves an event log of each stage, which can be printed and followed to its end', async () => {
    const { key } = (await project.stages('tiny')).find(({ kind }) => kind === 'pretrain')!;
    const { out, code } = await project.reprise('show', key.slice(0, 12), '--log', '--follow');
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^time +event +step +loss +learning rate +gradient norm +tokens\/s$/);
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\d [\d:]{8} {2}started {3}on \S+, \d+ threads?$/);
    expect(lines.filter((line) => / step +\d\/4 +\d\.\d{4} /.test(line))).toHaveLength(4);
    expect(lines.at(-1)).toMatch(/ended +done, /);
    const json = await project.reprise('show', key.slice(0, 12), '--log', '--json');
    expect(json.out.trimEnd().split('\n')).toHaveLength(lines.length - 1);
  });

  it('runs only what a new seed adds, and trains anew whose weights were deleted when they are needed', async () => {
    const pretrain = (await project.stages('tiny')).find(({ kind }) => kind === 'pretrain')!;
    const more = await project.reprise('run', 'tiny', '--no-report', '--set', 'seeds=[1,2]');
    expect(more.out).toContain('4 stages done, 6 done before');
    await rm(join(project.root, 'results', 'artifacts', pretrain.key.slice(0, 2), pretrain.key), {
      recursive: true,
    });
    const idle = await project.reprise('run', 'tiny', '--no-report');
    expect(idle.out).toContain('Nothing to do');
    const other = await project.reprise('run', 'tiny', '--no-report', '--set', 'finetune.batchSize=2');
    expect(other.err).toContain('start  pretrain · reference · seed 1');
    expect(other.out).toContain('3 stages done');
  });

  it('gives the same numbers with one worker and one thread as with two', async () => {
    const twin = await makeProject();
    await twin.experiment('tiny', TINY);
    const { code } = await twin.reprise(
      'run',
      'tiny',
      '--no-report',
      '--set',
      'engine.workers=1',
      '--set',
      'engine.threads=1',
    );
    expect(code).toBe(0);
    await project.reprise('run', 'tiny', '--no-report');
    const trials = await Promise.all(
      [project, twin].map(async (each) =>
        JSON.parse((await each.reprise('show', 'tiny:reference:1', '--json')).out),
      ),
    );
    expect(trials[0][0].stages).toEqual(trials[1][0].stages);
    await twin.remove();
  });
});

describe('a stage that fails', () => {
  const BROKEN = `${TINY}
sweep:
  design: list
  variants:
    broken: { model.contextLength: 1000000 }
    sound: { pretrain.optimizer.learningRate: 0.002 }
engine: { workers: 1 }
`;

  it('stops the run with code 1, and its sentence is shown and recorded', async () => {
    await project.experiment('broken', BROKEN);
    const { code, err } = await project.reprise('run', 'broken', '--no-report', '--over-memory');
    expect(err).toMatch(/failed {2}pretrain · broken/);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
    const failed = (await project.stages('broken')).filter(({ status }) => status === 'failed');
    expect(failed.map(({ kind }) => kind)).toEqual(['pretrain']);
    const record = await shown(failed[0]!.key.slice(0, 12));
    expect(err).toContain(record.error);
  });

  it('holds up nothing else under --keep-going, and the run ends with code 3', async () => {
    const { code, out } = await project.reprise(
      'run',
      'broken',
      '--no-report',
      '--over-memory',
      '--keep-going',
    );
    expect(code).toBe(3);
    expect(out).toContain('1 failed, 2 not run');
    const stages = await project.stages('broken');
    expect(
      stages.filter(({ status }) => status === 'missing').every(({ label }) => label.includes('broken')),
    ).toBe(true);
    expect(stages.filter(({ label, status }) => label.includes('sound') && status !== 'done')).toEqual([]);
  });
});

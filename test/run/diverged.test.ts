import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeProject, SMALL, smallData } from '../cli/program.js';
import type { Ending, TestProject } from '../cli/program.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const WILD = `${SMALL}
sweep:
  design: list
  variants:
    wild: { pretrain.optimizer.learningRate: 1.0e+30 }
    sound: { pretrain.optimizer.learningRate: 0.002 }
engine: { workers: 1 }
`;

let project: TestProject;
let first: Ending;
beforeAll(async () => {
  project = await makeProject();
  await smallData(project.root);
  await project.experiment('wild', WILD);
  first = await project.reprise('run', 'wild');
});
afterAll(() => project.remove());

describe('a training whose loss is not finite', () => {
  it('ends its trial and no other: the run goes on, shows the table and ends with code 3', async () => {
    expect(first.err).toMatch(/DIVERGED {2}pretrain · wild .*Training diverged at step \d+: loss NaN, /);
    expect(first.out).toContain('1 diverged, 2 not run');
    expect(first.code).toBe(3);
    expect(
      (await project.stages('wild'))
        .filter(({ label }) => label.includes('sound'))
        .map(({ status }) => status),
    ).toEqual(Array(3).fill('done'));
  });

  it('is shown as diverged in the table and in the reports, not as a blank or a zero', async () => {
    expect(first.out).toMatch(/^wild +diverged 1\/1$/m);
    expect(first.out.replace(/\s+/g, ' ')).toMatch(/Diverged: pretrain · wild · seed 1 at step \d+\./);
    const texts = await Promise.all(
      ['index.html', 'table.md', 'table.tex'].map((name) =>
        readFile(join(project.root, 'reports', 'wild', name), 'utf8'),
      ),
    );
    for (const text of texts) {
      expect(text).toContain('diverged 1/1');
      expect(text.replace(/\s+/g, ' ')).toMatch(/seed 1 at step \d/);
    }
    expect(texts[0]).toMatch(
      /Training diverged at step \d+: loss NaN, learning rate [\d.e+]+, gradient norm/,
    );
    const csv = await readFile(join(project.root, 'reports', 'wild', 'table.csv'), 'utf8');
    expect(csv).toMatch(/^variant,wild,.*,diverged 1\/1,.*,diverged$/m);
  });

  it('is recorded with its step, learning rate and gradient norm, and what was measured before', async () => {
    const { key } = (await project.stages('wild')).find(({ status }) => status === 'diverged')!;
    const record = JSON.parse((await project.reprise('show', key, '--json')).out);
    const { step, learningRate, loss, gradientNorm } = record.facts.divergence;
    expect(step).toBeGreaterThan(1);
    expect(learningRate).toBeGreaterThan(1e29);
    expect([loss, gradientNorm]).toContain('NaN');
    expect(record.error).toContain(`at step ${step}: loss ${loss}`);
    expect(record.metrics.filter(({ name }: { name: string }) => name === 'loss').length).toBeGreaterThan(0);
  });

  it('is not run again: it would come to the same', async () => {
    const { out, code } = await project.reprise('run', 'wild', '--no-report');
    expect(out).toMatch(/Nothing to do: \d+ stages already done, 1 diverged\./);
    expect(code).toBe(3);
    const why = JSON.parse((await project.reprise('why', 'wild:wild:1', '--json')).out) as {
      state: string;
      because: string;
    }[];
    expect(why.map(({ state }) => state)).toEqual(['reused', 'reused', 'barred', 'barred', 'barred']);
    expect(why[2]?.because).toMatch(/Training diverged.* It would again\./);
    expect(why[3]?.because).toBe('What it needs has diverged.');
  });
});

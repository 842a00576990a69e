/** A sweep is a set: editing the experiment's file runs the difference, and deletes nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, smallData, SMALL } from '../cli/program.js';
import type { TestProject } from '../cli/program.js';

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
  await smallData(project.root);
});
afterAll(() => project.remove());

async function runWithHeads(levels: string): Promise<string> {
  await project.experiment('set', `${SMALL}sweep: { factors: { model.heads: [${levels}] } }\n`);
  const { code, out } = await project.reprise('run', 'set', '--no-report');
  expect(code).toBe(0);
  return out;
}

async function statusOf(name: string): Promise<{ stages: { key: string }[]; trials?: unknown }> {
  return JSON.parse((await project.reprise('status', name, '--json')).out);
}

describe('an experiment whose file is edited', () => {
  it('runs what a level adds, lists no more what one took away, and has it again for nothing', async () => {
    expect(await runWithHeads('2, 4')).toContain('9 stages done');
    const both = await statusOf('set');
    expect(await runWithHeads('2, 4, 8')).toContain('3 stages done, 9 done before');
    expect(await runWithHeads('2, 8')).toContain('Nothing to do: 9 stages already done.');
    const without = await statusOf('set');
    const gone = both.stages.filter(({ key }) => !without.stages.some((stage) => stage.key === key));
    expect(gone).toHaveLength(3);
    const kept = await Promise.all(gone.map(({ key }) => project.reprise('show', key.slice(0, 12))));
    expect(kept.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(await runWithHeads('2, 4')).toContain('Nothing to do: 9 stages already done.');
    expect(await statusOf('set')).toEqual(both);
  });
});

/** Experiments in folders below experiments/. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeProject, SMALL, smallData } from './program.js';
import type { TestProject } from './program.js';

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
  await smallData(project.root);
  const below = (...names: string[]) => join(project.root, 'experiments', ...names);
  await mkdir(below('development'));
  await mkdir(below('presets'));
  await writeFile(below('presets', 'little.yaml'), SMALL);
  await writeFile(below('development', 'tried.yaml'), `name: tried${SMALL}`);
});
afterAll(() => project.remove());

it('are found by their bare names and listed, as presets are not', async () => {
  expect((await project.reprise('status')).out).toBe('Not run yet: tried\n');
  expect((await project.reprise('validate', 'tried')).out).toMatch(/^ok {2}tried: 1 variant/);
  const { code, err } = await project.reprise('validate', 'little');
  expect([code, err]).toEqual([2, expect.stringContaining('Experiments there are: tried.')]);
});

it('keep their results: gc takes away what no file asks for, wherever it is', async () => {
  expect((await project.reprise('run', 'tried', '--no-report')).code).toBe(0);
  const { out } = await project.reprise('gc', '--dry-run', '--json');
  expect(JSON.parse(out)).toMatchObject({ experiments: ['tried'], unneeded: [] });
});

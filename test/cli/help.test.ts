import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeProject } from './program.js';
import type { TestProject } from './program.js';

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
});
afterAll(() => project.remove());

it.each([
  [['-h'], 'reprise <verb> [options]'],
  [['plan', '-h'], 'reprise plan <file>'],
])('%j is a question for help', async (typed, usage) => {
  const { code, out } = await project.reprise(...typed);
  expect(out).toContain(usage);
  expect(code).toBe(0);
});

import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAddon, nativeStatus } from '../../src/engines/native/addon.js';
import type { InstructionSet } from '../../src/engines/native/kernels.js';
import { runnableSets } from '../engines/instruction-sets.js';
import { makeProject, startProgram } from '../cli/program.js';
import type { TestProject } from '../cli/program.js';

const EXPERIMENTS = fileURLToPath(new URL('../../experiments', import.meta.url));

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
  await cp(EXPERIMENTS, join(project.root, 'experiments'), { recursive: true });
});
afterAll(() => project.remove());

const PLAIN_CODE: readonly InstructionSet[] = ['portable', 'tiles'];

/** The least of the instruction sets that this machine runs, but for plain code, which takes long. */
function narrower(): InstructionSet {
  const sets = runnableSets(loadAddon()?.instructionSet ?? 'portable');
  return sets.find((set) => !PLAIN_CODE.includes(set)) ?? 'portable';
}

// Lock files are of the engine native; where it is not built, results are held to them by interval.
describe.skipIf(!nativeStatus().available)('the shipped lock files', () => {
  it('are of the experiments as they stand; else run these and lock them: reprise lock NAME', async () => {
    const names = (await readdir(EXPERIMENTS)).filter((name) => name.endsWith('.lock.json'));
    expect(names).toEqual(['reproduce-table.lock.json', 'smoke-bf16.lock.json', 'smoke.lock.json']);
    for (const name of names) {
      const lock = JSON.parse(await readFile(join(EXPERIMENTS, name), 'utf8'));
      const { out } = await project.reprise('plan', lock.experiment, '--json');
      const keys = (stages: readonly { key: string }[]) => stages.map(({ key }) => key);
      expect(keys(lock.stages)).toEqual(keys(JSON.parse(out).plan.stages));
    }
  });

  it('hold: smoke, run here, is smoke as it was locked, to the bit', async () => {
    const { out, code } = await project.reprise('run', 'smoke', '--no-report');
    expect(out).toContain('24 of 24 cells PASS: the same weights, predictions and values, to the bit.');
    expect(code).toBe(0);
  });

  it('hold in bfloat16, too, whatever instructions compute it: here not the widest, where there are others', async () => {
    const typed = ['run', 'smoke-bf16', '--no-report', '--root', project.root];
    const { out, code } = await startProgram(typed, project.root, { REPRISE_ISA: narrower() }).ended;
    expect(out).toContain('24 of 24 cells PASS: the same weights, predictions and values, to the bit.');
    expect(code).toBe(0);
  });
});

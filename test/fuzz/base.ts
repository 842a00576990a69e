/** The two projects that cases begin with: one as it is cloned, and one that has results as well. */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { smallData } from '../cli/program.js';
import { EXPERIMENT, NAME } from './results.js';
import { runProgram } from './program.js';
import type { Limits, Start } from './program.js';

const HERE = fileURLToPath(new URL('../../', import.meta.url));

/** Presets and manifests. */
export function plainProject(folder: string): string {
  mkdirSync(join(folder, 'results'), { recursive: true });
  cpSync(join(HERE, 'experiments/presets'), join(folder, 'experiments/presets'), { recursive: true });
  for (const name of readdirSync(join(HERE, 'datasets')))
    cpSync(join(HERE, 'datasets', name, 'dataset.yaml'), join(folder, 'datasets', name, 'dataset.yaml'));
  return folder;
}

/** Its results are what the program under test makes of a small experiment. Throws where it makes none. */
export async function projectWithResults(
  folder: string,
  start: Omit<Start, 'cwd'>,
  limits: Limits,
): Promise<string> {
  plainProject(folder);
  await smallData(folder);
  writeFileSync(join(folder, `experiments/${NAME}.yaml`), EXPERIMENT);
  for (const verb of ['run', 'lock']) {
    const { code, err } = await runProgram([verb, NAME, '--root', '.'], { ...start, cwd: folder }, limits);
    if (code !== 0) throw new Error(`${verb} ${NAME} ended with ${code}:\n${err}`);
  }
  return folder;
}

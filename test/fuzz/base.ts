/** The two projects that cases begin with: one as it is cloned, and one that has results as well. */
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { smallData } from '../cli/program.js';
import { EXPERIMENT, NAME } from './results.js';
import { runProgram } from './program.js';
import { manifestOf, SHIPPED_SETS } from './shipped.js';
import type { Limits, Start } from './program.js';

const HERE = fileURLToPath(new URL('../../', import.meta.url));

/** Presets and manifests, and the miniature, which every case is lent by a link. */
export async function plainProject(
  folder: string,
  start: Omit<Start, 'cwd'>,
  limits: Limits,
): Promise<string> {
  shippedFiles(folder);
  const experiment = join(folder, 'experiments/first.yaml');
  writeFileSync(experiment, 'name: first\nextends: gpt1-mini\n');
  await runToEnd(['plan', 'first'], { ...start, cwd: folder }, limits);
  rmSync(experiment);
  const [made, lent] = [join(folder, 'datasets/miniature/data'), `${folder}-miniature`];
  renameSync(made, lent);
  symlinkSync(lent, made);
  return folder;
}

function shippedFiles(folder: string): void {
  mkdirSync(join(folder, 'results'), { recursive: true });
  cpSync(join(HERE, 'experiments/presets'), join(folder, 'experiments/presets'), { recursive: true });
  for (const name of SHIPPED_SETS) cpSync(manifestOf(name), join(folder, 'datasets', name, 'dataset.yaml'));
}

/** Its results are what the program under test makes of a small experiment. Throws where it makes none. */
export async function projectWithResults(
  folder: string,
  start: Omit<Start, 'cwd'>,
  limits: Limits,
): Promise<string> {
  shippedFiles(folder);
  await smallData(folder);
  writeFileSync(join(folder, `experiments/${NAME}.yaml`), EXPERIMENT);
  for (const verb of ['run', 'lock']) await runToEnd([verb, NAME], { ...start, cwd: folder }, limits);
  return folder;
}

async function runToEnd(typed: readonly string[], start: Start, limits: Limits): Promise<void> {
  const { code, err } = await runProgram([...typed, '--root', '.'], start, limits);
  if (code !== 0) throw new Error(`${typed.join(' ')} ended with ${code}:\n${err}`);
}

/** Experiment files in a temporary folder, and the problems that loading one of them meets. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadExperiment, type LoadedExperiment } from '../../src/experiment/load.js';
import { ExperimentError } from '../../src/experiment/problem.js';

/** Writes files (name → text or bytes) into a new folder and gives its path. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-experiment-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Loads `text` as the experiment "a" (the line "name: a" is put in front). */
export function load(text: string, overrides: readonly string[] = []): Promise<LoadedExperiment> {
  return loadExperiment(join(folderWith({ 'a.yaml': `name: a\n${text}` }), 'a.yaml'), overrides);
}

/** The error of a load that must fail. */
export async function failure(loading: Promise<unknown>): Promise<ExperimentError> {
  const outcome = await loading.then(
    () => new Error('The experiment was accepted.'),
    (error: unknown) => error,
  );
  if (outcome instanceof ExperimentError) return outcome;
  throw outcome;
}

/** "line:column message hint" of every problem of the experiment "a"; "-" where there is no place. */
export async function problemsOf(text: string, overrides: readonly string[] = []): Promise<string[]> {
  const { message } = await failure(load(text, overrides));
  return headings(message);
}

/** The heading and advice lines of a message, without code frames and folders. */
export function headings(message: string): string[] {
  return message
    .split('\n\n')
    .map((block) => block.split('\n').filter((line) => !/^[> ] +\d* \|/.test(line)))
    .map((lines) => lines.join(' ').replace(/^\S*?([^/\s]+:\d+:\d+) /, '$1'))
    .map((text) => text.replaceAll(/ +/g, ' ').trim());
}

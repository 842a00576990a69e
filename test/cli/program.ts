/** The real program as a child process, in a project of its own under the system's temporary folder. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { book } from '../../src/datasets/miniature/books.js';
import { taskFiles } from '../../src/datasets/miniature/tasks.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The smallest experiment that goes the whole way: one task, seconds. */
export const TINY = `
description: As small as can be.
tokenizer: { vocabularySize: 320 }
model: { layers: 1, hiddenSize: 16, heads: 2, contextLength: 32 }
pretrain: { steps: 4, batchSize: 2, warmupSteps: 1, evaluateEvery: 2, checkpointEvery: 2 }
finetune: { epochs: 1, batchSize: 4, maxTrainExamples: 8 }
evaluate: { tasks: [sst-2], maxExamples: 8, baselines: [majority] }
`;

/** The same on data of a few kilobytes, which `smallData` makes: starts sooner. */
export const SMALL = `
tokenizer: { vocabularySize: 320 }
model: { layers: 1, hiddenSize: 16, heads: 2, contextLength: 32 }
pretrain: { corpus: shelf, steps: 30, batchSize: 4, warmupSteps: 1, evaluateEvery: 10, checkpointEvery: 1 }
finetune: { epochs: 2, batchSize: 4, maxTrainExamples: 40, checkpointEvery: 1 }
evaluate: { source: real, tasks: [sst-2], maxExamples: 60, baselines: [majority] }
`;

/** datasets/shelf, two books, and datasets/sst-2, its first examples. */
export async function smallData(root: string): Promise<void> {
  const dataOf = (name: string): string => join(root, 'datasets', name, 'data');
  const [shelf, sst2] = [dataOf('shelf'), dataOf('sst-2')];
  for (const folder of [shelf, sst2]) await mkdir(folder, { recursive: true });
  for (const index of [0, 1]) await writeFile(join(shelf, `book-${index}.txt`), book(1, index, 300));
  for (const { path, text } of taskFiles(1))
    if (path.startsWith('sst-2/')) await writeFile(join(sst2, basename(path)), firstLines(text, 200));
}

const firstLines = (text: string, count: number): string =>
  text
    .split('\n')
    .slice(0, count)
    .map((line) => `${line}\n`)
    .join('');

export interface Ending {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly process: ChildProcess;
  /** What it wrote to standard error so far. */
  err(): string;
  /** Resolves when standard error holds the text; rejects when the program ends without it. */
  saw(text: string): Promise<void>;
  readonly ended: Promise<Ending>;
}

/** A stage as `status --json` tells it. */
export interface ShownStage {
  readonly key: string;
  readonly kind: string;
  readonly label: string;
  readonly status: string;
  readonly seconds: number | null;
}

export interface TestProject {
  readonly root: string;
  /** Writes experiments/NAME.yaml. */
  experiment(name: string, text: string): Promise<void>;
  start(...typed: readonly string[]): Started;
  reprise(...typed: readonly string[]): Promise<Ending>;
  /** The stages of an experiment, asked of `status`. */
  stages(name: string): Promise<readonly ShownStage[]>;
  remove(): Promise<void>;
}

export async function makeProject(): Promise<TestProject> {
  const root = await mkdtemp(join(tmpdir(), 'reprise-program-'));
  await mkdir(join(root, 'experiments'));
  const start = (...typed: readonly string[]): Started => startProgram([...typed, '--root', root], root);
  return {
    root,
    start,
    reprise: (...typed) => start(...typed).ended,
    stages: async (name) => {
      const { out } = await start('status', name, '--json').ended;
      return (JSON.parse(out) as { stages: readonly ShownStage[] }).stages;
    },
    experiment: (name, text) =>
      writeFile(join(root, 'experiments', `${name}.yaml`), `name: ${name}\n${text.trimStart()}`),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** `env`: beside the test's own environment, for the program and its workers. */
export function startProgram(
  typed: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Started {
  const options = { cwd, env: { ...process.env, ...env } };
  const child = spawn(process.execPath, [MAIN, ...typed], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<Ending>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  const saw = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (err.includes(text)) resolve();
      };
      child.stderr.on('data', look);
      void ended.then(() => reject(new Error(`It ended and never wrote "${text}":\n${err}`)));
      look();
    });
  return { process: child, err: () => err, saw, ended };
}

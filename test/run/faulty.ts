/** A project whose results can be set back, and runs of it that meet faults. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { compareResults } from '../../src/verify/compare.js';
import { makeProject, SMALL, smallData, startProgram } from '../cli/program.js';
import type { Ending, ShownStage, TestProject } from '../cli/program.js';

const EXPERIMENT = SMALL.replaceAll('checkpointEvery: 1', 'checkpointEvery: 10');

export interface Fault {
  readonly kind: 'pretrain' | 'finetune';
  readonly does: 'hang' | 'die' | 'die at a checkpoint' | 'fill the heap' | 'append to a file';
  readonly path?: string;
  /** Then `path` is where it is noted that it happened. */
  readonly once?: boolean;
}

export interface FaultyProject extends Omit<TestProject, 'experiment' | 'reprise' | 'stages'> {
  readonly results: string;
  /** Folder of the data sets. */
  readonly datasets: string;
  /** `reprise run` on one worker, without reports. */
  run(...typed: readonly string[]): Promise<Ending>;
  reprise(typed: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ending>;
  runWith(fault: Fault, ...typed: readonly string[]): Promise<Ending>;
  stages(): Promise<readonly ShownStage[]>;
  /** Folder of the artifacts of the stage of a kind. */
  folderOf(kind: string): Promise<string>;
  /** The results as they are now, to be set back to. */
  keep(name: string): Promise<void>;
  setBack(name: string | null): Promise<void>;
  /** The results are, byte for byte, those kept under "sound". */
  expectSound(): Promise<void>;
}

export const RUN = ['run', 'small', '--no-report', '--set', 'engine.workers=1'] as const;

export const preloaded = (name: string): Record<string, string> => ({
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, name)).href}`,
});

/** With the results of a run without any fault, kept as "sound". */
export async function faultyProject(): Promise<FaultyProject> {
  const project = await makeProject();
  await smallData(project.root);
  await project.experiment('small', EXPERIMENT);
  const results = join(project.root, 'results');
  const kept = (name: string): string => join(project.root, `kept-${name}`);
  const reprise = (typed: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ending> =>
    startProgram([...typed, '--root', project.root], project.root, env).ended;
  const run = (...typed: readonly string[]): Promise<Ending> => reprise([...RUN, ...typed]);
  const stages = (): Promise<readonly ShownStage[]> => project.stages('small');
  const keep = (name: string): Promise<void> => cp(results, kept(name), { recursive: true });
  expect(await run()).toMatchObject({ code: 0 });
  await keep('sound');
  return {
    ...project,
    results,
    datasets: join(project.root, 'datasets'),
    run,
    reprise,
    stages,
    keep,
    runWith: (fault, ...typed) =>
      reprise([...RUN, ...typed], { ...preloaded('faulty-worker.mjs'), FAULT: JSON.stringify(fault) }),
    folderOf: async (kind) => {
      const key = (await stages()).find((stage) => stage.kind === kind)?.key ?? '';
      return join(results, 'artifacts', key.slice(0, 2), key);
    },
    setBack: async (name) => {
      await rm(results, { recursive: true });
      if (name !== null) await cp(kept(name), results, { recursive: true });
    },
    expectSound: async () => expect((await compareResults(kept('sound'), results)).differences).toEqual([]),
  };
}

/** What the worker of a real run finds in its environment, asked of Linux. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { memoryOptions } from '../../src/run/child-environment.js';
import { makeProject, SMALL, smallData, startProgram } from '../cli/program.js';
import type { TestProject } from '../cli/program.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let project: TestProject;
beforeAll(async () => {
  project = await makeProject();
  await smallData(project.root);
  await project.experiment('small', SMALL.replace('steps: 30', 'steps: 300'));
});
afterAll(() => project.remove());

const HANDED_ON = {
  PATH: process.env.PATH ?? '',
  HOME: '/nowhere',
  CUDA_VISIBLE_DEVICES: '1',
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
};
const KEPT_BACK = {
  AWS_SECRET_ACCESS_KEY: 'abc',
  GITHUB_TOKEN: 'abc',
  TF_VAR_password: 'abc',
  LC_ALL: 'de_DE.UTF-8',
  TZ: 'Asia/Tokyo',
  REPRISE_ISA: 'portable',
};

const isLinux = existsSync('/proc/self/environ');

describe.skipIf(!isLinux)('a worker', () => {
  it('finds what it needs in its environment, and nothing else', async () => {
    const options = '--no-deprecation --max-old-space-size=700';
    const env = { ...HANDED_ON, ...KEPT_BACK, NODE_OPTIONS: options };
    const typed = ['run', 'small', '--no-report', '--set', 'engine.workers=1', '--root', project.root];
    const run = startProgram(typed, project.root, env);
    await run.saw('start');
    const found = await environmentOfWorker(run.process.pid!);
    run.process.kill('SIGKILL');
    await run.ended;
    expect(found).toMatchObject({ ...HANDED_ON, NODE_OPTIONS: '--max-old-space-size=700' });
    const unknown = Object.keys(found).filter((name) => !KNOWN.test(name));
    expect(unknown).toEqual([]);
  });
});

/** Beside those above: the channel to the run, and what may lie in the environment of this test. */
const KNOWN =
  /^(PATH|HOME|TMPDIR|(DY)?LD_LIBRARY_PATH|UV_THREADPOOL_SIZE|NODE_OPTIONS|NODE_V8_COVERAGE|NODE_CHANNEL_\w+|(TF|XLA|CUDA|CUDNN|NVIDIA|OMP|KMP|MKL|DNNL|ONEDNN)_(?!VAR)\w+)$/;

/** Of the one child that a process has, once it has it. */
async function environmentOfWorker(pid: number): Promise<Record<string, string>> {
  const worker = await vi.waitFor(() => childOf(pid), { timeout: 60_000 });
  const pairs = (await readFile(`/proc/${worker}/environ`, 'utf8')).split('\0').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]));
}

/** Throws where there is none that runs a program of its own. */
async function childOf(pid: number): Promise<string> {
  for (const name of await readdir('/proc')) {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== String(pid)) continue;
    const typed = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (typed.includes('worker.js')) return name;
  }
  throw new Error('There is no worker yet.');
}

it('options to Node.js that limit memory are handed on, and those that load or open something are not', () => {
  const options = [
    '--max-old-space-size=700',
    '--max_semi_space_size=16',
    '--max-old-space-size-percentage=50',
  ];
  const others = ['--import=./x.mjs', '--inspect', '--require', './x.cjs', '--max-old-space-size', ''];
  expect(memoryOptions([...others, ...options])).toEqual(options);
});

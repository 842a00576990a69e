import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LockFile } from '../../src/lockfile/lockfile.js';
import { makeProject, SMALL, smallData } from '../cli/program.js';
import type { Ending, TestProject } from '../cli/program.js';

const TABLE = `${SMALL.replace('epochs: 2', 'epochs: 1')}seeds: [1, 2, 3]\nsweep: { factors: { model.heads: [1] } }\n`;

let project: TestProject;
let whole: string;
let refusals: readonly Ending[];
const path = (): string => join(project.root, 'experiments', 'table.lock.json');
const verify = (...typed: readonly string[]): Promise<Ending> =>
  project.reprise('verify', 'lock', 'table', ...typed);

beforeAll(async () => {
  project = await makeProject();
  await smallData(project.root);
  await project.experiment('table', TABLE);
  const before = await project.reprise('lock', 'table');
  await project.reprise('run', 'table', '--no-report', '--set', 'seeds=[1]');
  refusals = [before, await project.reprise('lock', 'table'), await verify()];
  await project.reprise('run', 'table', '--no-report');
  const { out, code } = await project.reprise('lock', 'table');
  expect(out).toMatch(/^Locked 3 cells of table \(native-.*\): experiments\/table\.lock\.json\n$/);
  expect(code).toBe(0);
  whole = await readFile(path(), 'utf8');
});
beforeEach(async () => {
  await project.experiment('table', TABLE);
  await writeFile(path(), whole);
});
afterAll(() => project.remove());

/** The lock file with a change. */
async function tamper(change: (lock: LockFile) => void): Promise<void> {
  const lock: LockFile = JSON.parse(whole);
  change(lock);
  expect(lock).not.toEqual(JSON.parse(whole));
  await writeFile(path(), JSON.stringify(lock));
}

interface Checked {
  readonly counts: Readonly<Record<string, number>>;
  readonly cells: readonly { row: string; verdict: string; by: string | null; reason: string | null }[];
}
async function checked(...typed: readonly string[]): Promise<Checked & { code: number | null }> {
  const { out, code } = await verify('--json', ...typed);
  return { ...JSON.parse(out), code };
}

describe('reprise lock', () => {
  it('refuses what was never run, and what is not wholly done, and says what is missing', () => {
    const [before, partly, unlocked] = refusals;
    expect(before?.err).toContain('Run an experiment first');
    expect(partly?.err).toContain(
      'table, as its file stands, is not wholly done: of 23 stages 14 are missing',
    );
    expect(partly?.err).toContain('"pretrain · reference · seed 2"');
    expect(partly?.err).toContain('Run it first: reprise run table');
    expect(unlocked?.err).toContain(
      'There is no lock file experiments/table.lock.json. Write one: reprise lock',
    );
    expect(refusals.map(({ code }) => code)).toEqual([1, 1, 2]);
  });

  it('writes the same bytes again, and after a run elsewhere with other threads and instructions', async () => {
    await project.reprise('lock', 'table');
    expect(await readFile(path(), 'utf8')).toBe(whole);
    await cp(join(project.root, 'results'), join(project.root, 'kept'), { recursive: true });
    await rm(join(project.root, 'results'), { recursive: true });
    process.env.REPRISE_ISA = 'portable';
    const { out, code } = await project.reprise('run', 'table', '--no-report', '--set', 'engine.threads=3');
    delete process.env.REPRISE_ISA;
    expect(out).toContain('3 of 3 cells PASS: the same weights, predictions and values, to the bit.');
    expect(code).toBe(0);
    await project.reprise('lock', 'table');
    expect(await readFile(path(), 'utf8')).toBe(whole);
  });

  it('names no machine and no time', () => {
    expect(whole).not.toMatch(/\d{4}-\d\d-\d\d|machine|seconds"?:/);
    expect(whole).not.toContain(project.root);
  });
});

describe('results compared with a lock file', () => {
  it('pass after a run that had nothing to do, too, below its table', async () => {
    const { out, code } = await project.reprise('run', 'table', '--no-report');
    expect(out).toMatch(
      /^Nothing to do[^]*\nCompared with the lock file experiments\/table\.lock\.json \(native-.*\):\n\n +SST-2\nreference +PASS\nheads=1 +PASS\nmajority +PASS\n/,
    );
    expect(code).toBe(0);
  });

  it.each<[string, (lock: LockFile) => void, RegExp]>([
    [
      'mean',
      ({ rows }) => (rows[0]!.cells[0]!.mean = 0.123),
      /the mean is 0\.123 in the lock file and 0\.\d+ here/,
    ],
    [
      'value',
      ({ rows }) => (rows[0]!.cells[0]!.runs[1]!.value = 1),
      /seed 2 is 1 in the lock file and 0\.\d+ here/,
    ],
    ['n', ({ rows }) => (rows[0]!.cells[0]!.n = 4), /the lock file has n = 4, and here it is 3/],
    ['interval', ({ rows }) => (rows[0]!.cells[0]!.interval!.low -= 0.001), /the interval differs/],
    [
      'hash of predictions',
      ({ rows }) => (rows[0]!.cells[0]!.runs[2]!.predictions = '0'.repeat(64)),
      /seed 3: the predictions are the same and their scores are not/,
    ],
    [
      'prediction',
      ({ rows: [row] }) => {
        const [run] = row!.cells[0]!.runs;
        const predicted = String(run!.predicted);
        run!.predicted = (predicted.startsWith('0') ? '1' : '0') + predicted.slice(1);
      },
      /seed 1: 1 of 60 predictions differ/,
    ],
    [
      'hash of weights',
      ({ stages }) => (stages.find(({ label }) => label === 'pretrain · reference · seed 1')!.weights = null),
      /"pretrain · reference · seed 1" has other weights/,
    ],
    [
      'key',
      ({ rows }) => (rows[0]!.cells[0]!.runs[0]!.stage = '0'.repeat(64)),
      /the lock file contradicts itself: its key is not that of its options/,
    ],
  ])('fail with code 4 where its %s is another, which is named', async (_, change, reason) => {
    await tamper(change);
    const { out, code } = await verify();
    expect(out).toMatch(/^reference +FAIL\nheads=1 +PASS\nmajority +PASS$/m);
    expect(out).toMatch(reason);
    expect(out).toContain('2 of 3 cells PASS (2 to the bit), 1 FAIL, 0 INCONCLUSIVE.');
    expect(code).toBe(4);
  });

  it('fail a run with code 4', async () => {
    await tamper(({ rows }) => (rows[2]!.cells[0]!.mean = 0.9));
    const { out, code } = await project.reprise('run', 'table', '--no-report');
    expect(out).toMatch(/^FAIL {2}majority · SST-2: the mean is 0\.9 in the lock file/m);
    expect(code).toBe(4);
  });

  it('are inconclusive where the file was edited, and what was edited is named', async () => {
    await project.experiment('table', TABLE.replace('epochs: 1', 'epochs: 2'));
    const { out, code } = await project.reprise('run', 'table', '--no-report');
    expect(out).toContain(
      'INCONCLUSIVE  reference · SST-2, heads=1 · SST-2: the lock file is of other options: ',
    );
    expect(out).toContain('finetune.epochs 1 → 2; to keep these, write the lock file anew.');
    expect(out).toContain('1 of 3 cells PASS (1 to the bit), 0 FAIL, 2 INCONCLUSIVE.');
    expect(code).toBe(0);
  });

  it.each([
    [
      'model.hiddenSize=32',
      'the lock file is of other options: model.hiddenSize 16 → 32; to keep these, write the lock file anew',
    ],
    ['seeds=[1,2]', 'seed 3: not among the seeds here'],
    ['sweep.factors={model.heads: [4]}', 'there is no variant "heads=1" here'],
    ['seeds=[4,5]', 'seeds 1, 2, 3: not among the seeds here'],
    ['evaluate.maxExamples=50', 'the lock file is of other options: evaluate.maxExamples 60 → 50'],
  ])('never fail for --set %s, but are inconclusive: %s', async (option, reason) => {
    const { counts, cells, code } = await checked('--set', option);
    expect(counts.FAIL).toBe(0);
    expect(counts.INCONCLUSIVE).toBeGreaterThan(0);
    expect(cells.map((cell) => cell.reason).join('\n')).toContain(reason);
    expect(code).toBe(0);
  });

  it('pass on the seeds of the lock file where there are more, and what it lacks is named', async () => {
    const { counts } = await checked('--set', 'seeds=[1,2,3,4]');
    expect(counts).toEqual({ PASS: 3, FAIL: 0, INCONCLUSIVE: 0 });
    const { out } = await verify('--set', 'sweep.factors={model.heads: [1, 4]}');
    expect(out).toContain('Not in the lock file: heads=4.');
  });
});

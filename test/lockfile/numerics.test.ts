import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LockedRun, LockFile } from '../../src/lockfile/lockfile.js';
import { openStore } from '../../src/store/open.js';
import { makeProject, SMALL, smallData } from '../cli/program.js';
import type { TestProject } from '../cli/program.js';

const TABLE = `${SMALL.replace('epochs: 2', 'epochs: 1').replace('steps: 30', 'steps: 6')}seeds: [1, 2, 3]\n`;
const OTHER = ['--set', 'engine.name=cpu'];

let project: TestProject;
let whole: string;
const path = (): string => join(project.root, 'experiments', 'table.lock.json');

beforeAll(async () => {
  project = await makeProject();
  await smallData(project.root);
  await project.experiment('table', TABLE);
  await project.reprise('run', 'table', '--no-report');
  await project.reprise('lock', 'table');
  whole = await readFile(path(), 'utf8');
});
afterAll(() => project.remove());

interface Verdict {
  readonly verdict: string;
  readonly by: string | null;
  readonly reason: string | null;
  readonly difference: { mean: number; p: number | null; agreeing: number; examples: number } | null;
}

/** Of the reference's only cell, on the other engine, against the lock file as `change` leaves its runs. */
async function judged(change: (runs: LockedRun[], labels: readonly boolean[]) => void): Promise<Verdict> {
  const lock: LockFile = JSON.parse(whole);
  const [cell] = lock.rows[0]!.cells;
  const labels = await labelsOfExamples(lock);
  change(cell!.runs, labels);
  const values = cell!.runs.map(({ predicted }) => {
    const right = [...String(predicted)].filter((digit, i) => (digit === '1') === labels[i]).length;
    return right / predicted.length;
  });
  cell!.runs.forEach((run, index) => (run.value = values[index]!));
  cell!.mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  await writeFile(path(), JSON.stringify(lock));
  const { out } = await project.reprise('verify', 'lock', 'table', '--json', ...OTHER);
  return JSON.parse(out).cells[0];
}

/** Whether each evaluated example is of class 1. */
async function labelsOfExamples(lock: LockFile): Promise<readonly boolean[]> {
  const { stage } = lock.rows[0]!.cells[0]!.runs[0]!;
  const store = await openStore(join(project.root, 'results'), 'read');
  const predictions = await store.predictions(stage);
  await store.close();
  return predictions.map(({ label }) => label === 1);
}

const write = (run: LockedRun, right: (index: number) => boolean, labels: readonly boolean[]): void => {
  run.predicted = labels.map((isOne, index) => (isOne === right(index) ? '1' : '0')).join('');
};

describe('under other numerics', () => {
  it('a run is compared by its predictions, and says what the two computed with', async () => {
    const { out, code } = await project.reprise('run', 'table', '--no-report', ...OTHER);
    expect(out).toMatch(
      /\(numerics native-\S+ there, cpu-\S+ here\):\n\n +SST-2\nreference +\w+\nmajority +PASS\n/,
    );
    expect(out).toMatch(/Under other numerics \d+\.\d % of the predictions are the same/);
    expect(out).toMatch(/cells PASS \(1 to the bit(, 1 .*)?\), 0 FAIL, \d INCONCLUSIVE\./);
    expect(code).toBe(0);
  });

  it('the same predictions pass, whatever the noise', async () => {
    const found = await foundPredictions();
    const { verdict, by, difference } = await judged((runs) =>
      runs.forEach((run, index) => (run.predicted = found[index]!)),
    );
    expect([verdict, by]).toEqual(['PASS', 'predictions']);
    expect(difference).toMatchObject({ mean: 0, agreeing: 180, examples: 180 });
  });

  it('a difference beyond the noise of seeds and examples fails', async () => {
    const { verdict, by, reason, difference } = await judged((runs, labels) =>
      runs.forEach((run) => write(run, () => true, labels)),
    );
    expect([verdict, by, reason]).toEqual(['FAIL', 'interval', 'it differs by more than noise']);
    expect(difference?.mean).toBeLessThan(-0.2);
    expect(difference?.p).toBeLessThan(0.05);
    const { code } = await project.reprise('verify', 'lock', 'table', ...OTHER);
    expect(code).toBe(4);
  });

  it('seeds that scatter tell nothing: neither a pass nor a failure', async () => {
    const { verdict, reason } = await judged((runs, labels) =>
      runs.forEach((run, seed) => write(run, (index) => index % 60 < 10 + 25 * seed, labels)),
    );
    expect(verdict).toBe('INCONCLUSIVE');
    expect(reason).toBe('3 seeds are too few: the interval reaches beyond 5 points');
  });

  it('a lock file that contradicts itself fails', async () => {
    const lock: LockFile = JSON.parse(whole);
    lock.rows[0]!.cells[0]!.mean = 0.77;
    await writeFile(path(), JSON.stringify(lock));
    const { out, code } = await project.reprise('verify', 'lock', 'table', ...OTHER);
    expect(out).toContain('the lock file contradicts itself: its mean is not that of its seeds');
    expect(code).toBe(4);
  });
});

/** What the other engine predicts, by seed. */
async function foundPredictions(): Promise<readonly string[]> {
  const lockOfOther = path().replace('table', 'other');
  await project.experiment('other', TABLE.replace('seeds', 'engine: { name: cpu }\nseeds'));
  await project.reprise('run', 'other', '--no-report');
  await project.reprise('lock', 'other');
  const other: LockFile = JSON.parse(await readFile(lockOfOther, 'utf8'));
  return other.rows[0]!.cells[0]!.runs.map(({ predicted }) => String(predicted));
}

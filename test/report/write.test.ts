import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.js';
import { writeReport } from '../../src/report/write.js';
import { addExperiment } from './store.js';

const SCRIPT = fileURLToPath(new URL('write-report.mjs', import.meta.url));
/** Every clock says that it is years later. */
const LATER = new URL('later.mjs', import.meta.url).href;
const SMALL = {
  sweep: { factors: { 'model.heads': [8] } },
  seeds: [1, 2],
  evaluate: { tasks: ['sst-2' as const, 'mnli' as const], maxExamples: 100 },
};
const HYPOTHESES = {
  more: {
    hypothesis: 'More heads help.',
    expect: 'better' as const,
    factor: 'model.heads',
    level: 8,
    reference: 4,
  },
};
const FILES = [
  ...['index.html', 'report.pdf', 'table.md', 'table.tex', 'table.csv'],
  ...['differences.csv', 'hypotheses.csv', 'overlap.csv', 'expected.csv', 'report.json'],
  ...['scores', 'ablations', 'learning-rates', 'losses', 'costs'].map((name) => `charts/${name}.svg`),
];

let folder: string;
let results: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-write-'));
  results = join(folder, 'results');
  const store = await openStore(results);
  const report = { expected: 'published' as const };
  await addExperiment(store, { experiment: { ...SMALL, name: 'one', hypotheses: HYPOTHESES, report } });
  await addExperiment(store, { experiment: { ...SMALL, name: 'other', sweep: {}, seeds: [1] } });
  await store.close();
});
afterAll(() => rm(folder, { recursive: true }));

/** In a process of its own; one with a preload in another folder, too. */
async function writtenBy(
  target: string,
  experiments: string[],
  { preload = [], env }: { preload?: string[]; env: NodeJS.ProcessEnv },
): Promise<string[]> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [...preload, SCRIPT, results, target, ...experiments], {
    env: { ...process.env, ...env },
    cwd: preload.length === 0 ? process.cwd() : folder,
  });
  return JSON.parse(stdout) as string[];
}

describe('writing a report', () => {
  it('gives the same bytes in two processes, whatever each drew before, its locale, its time zone, its folder and its clock', async () => {
    const [a, b] = [join(folder, 'a'), join(folder, 'b')];
    const [first, second] = await Promise.all([
      writtenBy(a, ['one'], { env: { TZ: 'UTC', LANG: 'C' } }),
      writtenBy(b, ['other', 'one'], {
        env: { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' },
        preload: ['--import', LATER],
      }),
    ]);
    expect(first).toEqual(FILES.map((file) => join(a, file)));
    expect(second).toEqual(FILES.map((file) => join(b, file)));
    for (const file of FILES) {
      const left = await readFile(join(a, file));
      const right = await readFile(join(b, file));
      expect(left.length, file).toBeGreaterThan(500);
      expect(left.equals(right), file).toBe(true);
    }
  });

  it('removes charts that there are no more, and leaves alone what is not its own', async () => {
    const target = join(folder, 'c');
    const foreign = ['charts/notes.txt', 'charts/kept/old.svg', 'old.svg'];
    await mkdir(join(target, 'charts', 'kept'), { recursive: true });
    for (const file of [...foreign, 'charts/old.svg', 'charts/ablations.svg'])
      await writeFile(join(target, file), file);
    const store = await openStore(results);
    try {
      const paths = await writeReport(store, 'other', target);
      // Nothing varies in it.
      expect(paths).toEqual(
        FILES.filter((file) => file !== 'charts/ablations.svg').map((file) => join(target, file)),
      );
    } finally {
      await store.close();
    }
    expect((await readdir(join(target, 'charts'))).sort()).toEqual([
      'costs.svg',
      'kept',
      'learning-rates.svg',
      'losses.svg',
      'notes.txt',
      'scores.svg',
    ]);
    for (const file of foreign) expect(await readFile(join(target, file), 'utf8')).toBe(file);
  });
});

/** What is said over several columns of the main table: the parts of a pooled task, and the score of a benchmark. */
import { afterAll, describe, expect, it } from 'vitest';
import { benchmarkTables, partsTable } from '../../src/report/tables/aggregates.js';
import type { Report } from '../../src/report/report.js';
import { mean } from '../../src/statistics/moments.js';
import { BENCHMARKS } from '../../src/tasks/benchmarks.js';
import type { TaskName } from '../../src/tasks/index.js';
import type { FixtureOptions } from '../report/store.js';
import { cellOf, Fixtures } from './reports.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

const GLUE: readonly TaskName[] = BENCHMARKS.glue.tasks;

const optionsOf = (tasks: readonly TaskName[], seeds: readonly number[]): FixtureOptions => ({
  experiment: {
    seeds: [...seeds],
    sweep: { design: 'one-factor', factors: { 'model.heads': [8] } },
    evaluate: { source: 'real', tasks: [...tasks], maxExamples: 40, baselines: ['bag-of-words'] },
  },
});

const scoreOf = (report: Report, row: string) =>
  report.benchmarks[0]!.rows.find(({ label }) => label === row)!.cell;

describe('the GLUE score', () => {
  it('is the mean over eight tasks, MNLI counting once, with an interval over seeds', async () => {
    const report = await fixtures.report(optionsOf(['race', ...GLUE], [1, 2, 3]));
    const labels = ['CoLA', 'SST-2', 'MRPC', 'STS-B', 'QQP', 'QNLI', 'RTE'];
    const ofTask = (label: string): number => cellOf(report, 'reference', label).mean!;
    const mnli = mean(['MNLI-m', 'MNLI-mm'].map(ofTask));
    const cell = scoreOf(report, 'reference');
    expect(cell.mean).toBeCloseTo(mean([...labels.map(ofTask), mnli]), 12);
    expect(cell).toMatchObject({ n: 3, interval: { over: 'seeds' } });
    expect(scoreOf(report, 'published').mean).toBe(0.747);
    const [table] = benchmarkTables(report);
    expect(table!.title).toBe('GLUE score');
    expect(table!.groups.map(([row]) => row![0]!.text)).toEqual([
      'reference',
      'bag-of-words',
      expect.stringContaining('GPT-1, published'),
    ]);
  });

  it('of one run has an interval over examples, narrower than that of any task', async () => {
    const report = await fixtures.report(optionsOf(GLUE, [1]));
    const { interval } = scoreOf(report, 'reference');
    expect(interval?.over).toBe('examples');
    expect(interval!.halfWidth).toBeLessThan(cellOf(report, 'reference', 'RTE').interval!.halfWidth);
  });

  it('is none where one of its tasks is not in the experiment, and absent where one has no result', async () => {
    const without = await fixtures.report(optionsOf(GLUE.slice(1), [1]));
    expect(without.benchmarks).toEqual([]);
    const undone = await fixtures.report({
      ...optionsOf(GLUE, [1]),
      state: ({ label }) => (label.startsWith('evaluate rte') ? 'missing' : 'done'),
    });
    expect(scoreOf(undone, 'reference')).toMatchObject({ mean: null, absent: 'incomplete' });
  });
});

describe('a pooled task', () => {
  it('is shown by its parts and as a whole, each with the number of its examples', async () => {
    const report = await fixtures.report(optionsOf(['race', 'rte'], [1]));
    const table = partsTable(report);
    expect(table?.columns.map(({ heading }) => heading)).toEqual([
      ['Variant'],
      ['RACE-m accuracy ↑', '40 examples'],
      ['RACE-h accuracy ↑', '40 examples'],
      ['RACE accuracy ↑', '80 examples'],
    ]);
    expect(
      table?.groups
        .at(-1)?.[0]
        ?.slice(1)
        .map(({ text }) => text),
    ).toEqual(['62.9', '57.4', '59.0']);
    expect((await fixtures.report(optionsOf(['rte'], [1]))).parts).toBeNull();
  });
});

/** Tasks whose labels are numbers, and correlations as their scores. */
import { afterAll, describe, expect, it } from 'vitest';
import { numbersOf, predictedOf } from '../../src/lockfile/predicted.js';
import { drawCharts } from '../../src/report/charts/index.js';
import { renderCsv } from '../../src/report/formats/csv.js';
import { renderLatex } from '../../src/report/formats/latex.js';
import { scoreTable } from '../../src/report/tables/scores.js';
import { columnName } from '../../src/report/words/columns.js';
import { scoreNotes } from '../../src/report/words/notes.js';
import { matthews, pearson } from '../../src/statistics/metrics.js';
import type { FixtureOptions } from '../report/store.js';
import { cellOf, deltaOf, Fixtures } from './reports.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

const OPTIONS: FixtureOptions = {
  experiment: {
    sweep: { design: 'one-factor', factors: { 'model.heads': [8] } },
    evaluate: { source: 'real', tasks: ['sts-b', 'cola'], maxExamples: 60, baselines: ['majority'] },
  },
  accuracy: ({ variant, task, seed }) =>
    variant === 'heads=8' && task === 'cola' ? 0.2 + seed / 50 : 0.6 + seed / 50,
};

describe('a task of a range', () => {
  it('is a column of its first metric, with an interval, and of all its metrics in the details', async () => {
    const { plan, store } = await fixtures.of(OPTIONS);
    const report = await fixtures.report(OPTIONS);
    expect(report.table.columns.map(columnName)).toEqual(['STS-B Pearson', 'CoLA Matthews']);
    expect(report.details.columns.map(columnName).slice(0, 2)).toEqual(['STS-B Pearson', 'STS-B Spearman']);
    const { runs, interval, examples } = cellOf(report, 'reference', 'STS-B');
    const [first] = runs;
    const own = plan.stages.find(({ key }) => key === first?.stage);
    expect(own?.label).toBe('evaluate sts-b · reference · seed 1');
    const predictions = await store.predictions(own?.key ?? '');
    expect(first?.value).toBe(pearson(predictions));
    expect(interval?.over).toBe('seeds');
    expect(examples?.low).toBeLessThan(first?.value ?? NaN);
    expect(deltaOf(report, '8', 'STS-B')).toMatchObject({ n: 3 });
  });

  it('is locked as its numbers, one that has classes as digits', async () => {
    const { plan, store } = await fixtures.of(OPTIONS);
    const predictionsOf = (label: string) =>
      store.predictions(plan.stages.find((stage) => stage.label === label)?.key ?? '');
    const numbers = await predictionsOf('evaluate sts-b · reference · seed 1');
    const classes = await predictionsOf('evaluate cola · reference · seed 1');
    const locked = predictedOf('sts-b', numbers);
    expect(locked).toEqual(numbers.map(({ predicted }) => predicted));
    expect(predictedOf('cola', classes)).toMatch(/^[01]{60}$/);
    expect(numbersOf(predictedOf('cola', classes))).toEqual(classes.map(({ predicted }) => predicted));
    expect(JSON.parse(JSON.stringify(locked))).toEqual(locked);
  });
});

describe('a negative correlation', () => {
  it('is printed in points, drawn left of zero, and kept in full in the CSV', async () => {
    const { plan, store } = await fixtures.of(OPTIONS);
    const report = await fixtures.report(OPTIONS);
    const { mean, runs } = cellOf(report, 'heads=8', 'CoLA');
    expect(mean).toBeLessThan(-0.3);
    const stage = plan.stages.find(({ key }) => key === runs[0]?.stage);
    expect(runs[0]?.value).toBe(matthews(await store.predictions(stage?.key ?? '')));
    const row = scoreTable(report)
      .groups.flat()
      .find(([label]) => label?.text === 'heads=8');
    expect(row?.[2]?.text).toMatch(/^−\d\d\.\d ± \d+\.\d⁻?†$/);
    expect(scoreNotes(report)[0]).toBe('Scores in percent; correlations × 100; ↑: higher is better.');
    expect(renderLatex(report)).toMatch(/heads=8 & .* & (\\textbf\{)?\$-\$\d\d\.\d \$\\pm\$/);
    expect(renderCsv(report)).toContain(`heads=8,8,cola,dev,Matthews,${String(mean)}`);
    const { svg } = drawCharts(report).scores;
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import { renderCsv } from '../../src/report/formats/csv.js';
import { renderHtml } from '../../src/report/formats/html.js';
import { renderLatex } from '../../src/report/formats/latex.js';
import { renderMarkdown } from '../../src/report/formats/markdown.js';
import { drawCharts } from '../../src/report/charts/index.js';
import { contentsOf } from '../../src/report/contents.js';
import { buildReport, reportOf } from '../../src/report/report.js';
import type { Report } from '../../src/report/report.js';
import { scoreTable } from '../../src/report/tables/scores.js';
import { scoreNotes } from '../../src/report/words/notes.js';
import { readRecorded } from '../../src/results/recorded.js';
import type { Recorded } from '../../src/results/recorded.js';
import type { Metric, Prediction } from '../../src/stages/result.js';
import { handDifferences } from '../../src/verify/report/by-hand.js';
import type { Fixture, FixtureOptions } from '../report/store.js';
import { cellOf, Fixtures } from './reports.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

/** Nine in ten are right, whatever the variant; the baselines are at chance. */
const SOUND: FixtureOptions = {
  accuracy: ({ variant }) => (['majority', 'bag-of-words'].includes(variant) ? 0.5 : 0.9),
};
let sound: Promise<Fixture> | null = null;
const soundOne = (): Promise<Fixture> => (sound ??= fixtures.of(SOUND));

async function keyOf(label: string): Promise<{ recorded: Recorded; key: string }> {
  const { plan, store, name } = await soundOne();
  return {
    recorded: await readRecorded(store, name),
    key: plan.stages.find((stage) => stage.label === label)!.key,
  };
}

/** The default experiment, where the evaluation of this label predicts what it is told; F1 is then another, or none. */
async function predicting(
  label: string,
  predicted: (one: Prediction, index: number) => number,
): Promise<Recorded> {
  const { recorded, key } = await keyOf(label);
  const predictions = recorded.predictions
    .get(key)!
    .map((one, i) => ({ ...one, predicted: predicted(one, i) }));
  const metrics = recorded.metrics.get(key)!.filter(({ name: metric }) => metric !== 'f1');
  return {
    ...recorded,
    predictions: new Map(recorded.predictions).set(key, predictions),
    metrics: new Map(recorded.metrics).set(key, [
      ...metrics,
      { name: 'f1', split: 'elsewhere', step: 0, value: 0 }, // recorded, and not on this split
    ]),
  };
}

const constantOn = (label: string): Promise<Recorded> => predicting(label, () => 0);

const signsIn = (report: Report) =>
  report.degenerate.flatMap(({ variant, task, runs, of }) =>
    runs.map(({ seed, signs }) => ({ variant, task, seed, signs, of })),
  );

describe('a run that gives one prediction for almost all examples', () => {
  it('is named with its seed, its signs and the numbers behind them', async () => {
    const report = reportOf(await constantOn('evaluate sst-2 · heads=2 · seed 1'));
    expect(signsIn(report)).toEqual([
      { variant: 'heads=2', task: 'sst-2', seed: 1, signs: ['one-prediction', 'chance'], of: 3 },
    ]);
    expect(report.degenerate[0]?.runs[0]).toMatchObject({ commonest: 1, aboveChance: 0, interval: null });
    expect(report.degenerate[0]?.runs[0]?.fallP).toBeLessThan(0.05);
  });

  it('may give another to fewer than one in a hundred', async () => {
    const label = 'evaluate race · heads=2 · seed 1'; // 200 examples
    const [almost, not] = await Promise.all([
      predicting(label, (_, index) => (index < 2 ? 1 : 0)),
      predicting(label, (_, index) => (index < 3 ? 1 : 0)),
    ]);
    expect(signsIn(reportOf(almost))[0]?.signs).toEqual(['one-prediction', 'chance']);
    expect(signsIn(reportOf(not))[0]?.signs).toEqual(['chance']);
  });

  it('leaves no mean of a metric that is not defined on it: the other runs would be the lucky ones', async () => {
    const recorded = await constantOn('evaluate qqp · heads=2 · seed 1');
    const report = reportOf(recorded);
    expect(cellOf(report, 'heads=2', 'QQP')).toMatchObject({ mean: null, absent: 'undefined' });
    expect(cellOf(report, 'heads=2', 'QQP').runs.map(({ seed }) => seed)).toEqual([2, 3]);
    expect(cellOf(report, 'heads=2', 'SST-2').n).toBe(3);
    expect(handDifferences(recorded, report).filter((one) => one.includes('QQP F1'))).toEqual([]);
  });

  it('is like any other where the labels are almost all alike', async () => {
    const { recorded, key } = await keyOf('evaluate sst-2 · heads=2 · seed 1');
    const alike = recorded.predictions.get(key)!.map((one) => ({ ...one, label: 0, predicted: 0 }));
    const report = reportOf({ ...recorded, predictions: new Map(recorded.predictions).set(key, alike) });
    expect(signsIn(report)).toEqual([]);
  });
});

describe('a run whose score is not above chance', () => {
  it('is found where it tells examples apart and wins as often as it loses', async () => {
    const report = reportOf(
      await predicting('evaluate mnli · initFrom=scratch · seed 3', (_, index) => ((index * 7) % 5) % 3),
    );
    expect(signsIn(report)).toEqual([
      { variant: 'initFrom=scratch', task: 'mnli', seed: 3, signs: ['chance'], of: 3 },
    ]);
  });

  it('counts in mean, interval and comparison as before', async () => {
    const accuracy: FixtureOptions['accuracy'] = ({ variant, seed }) =>
      variant === 'heads=2' && seed === 2 ? 0.5 : 0.9;
    const report = await fixtures.report({ accuracy });
    expect(signsIn(report).map(({ variant, seed }) => `${variant} ${seed}`)).toContain('heads=2 2');
    expect(cellOf(report, 'heads=2', 'SST-2')).toMatchObject({ n: 3, mean: expect.closeTo(2.3 / 3, 10) });
  });
});

describe('a run whose fine-tuning loss did not fall', () => {
  it('is found though its score is sound', async () => {
    const { recorded, key } = await keyOf('finetune sst-2 · reference · seed 2');
    const flat = recorded.taskLosses
      .get(key)!
      .map((one, index): Metric => ({ ...one, value: 0.69 + 0.01 * (index % 3) }));
    const report = reportOf({ ...recorded, taskLosses: new Map(recorded.taskLosses).set(key, flat) });
    expect(signsIn(report)).toEqual([
      { variant: 'reference', task: 'sst-2', seed: 2, signs: ['flat-loss'], of: 3 },
    ]);
  });
});

describe('a degenerate run in a report', () => {
  const reported = async (): Promise<Report> =>
    reportOf(await constantOn('evaluate mnli · heads=2 · seed 1'));

  it('marks its cells in every format, and no other', async () => {
    const report = await reported();
    const marked = scoreTable(report)
      .groups.flat()
      .flatMap((row) => row.filter(({ text }) => text.endsWith('†')).map(() => row[0]?.text));
    expect(marked).toEqual(['heads=2', 'heads=2']); // matched and mismatched
    const [{ text } = { text: 'nothing' }] = scoreTable(report)
      .groups.flat(2)
      .filter((cell) => cell.text.endsWith('†'));
    const charts = drawCharts(report);
    expect(renderHtml(report, charts)).toContain(`${text}</a>`);
    expect(renderMarkdown(report)).toContain(` ${text} |`);
    expect(renderLatex(report)).toContain('$^{\\dagger}$ &');
    const lines = renderCsv(report).split('\n');
    const field = lines[0]!.split(',').indexOf('degenerate_seeds');
    const seeds = lines.slice(1).filter((line) => /^variant,heads=2,[^"]*,mnli,/.test(line));
    expect(seeds.length).toBeGreaterThan(2);
    for (const line of seeds) expect(line.split(',')[field]).toBe('1');
  });

  it('is explained below the table, and listed with its signs, its seeds and what usually helps', async () => {
    const report = await reported();
    expect(scoreNotes(report).find((note) => note.startsWith('†'))).toMatch(
      /^†: at least one of its runs is degenerate: .* It counts in the mean, the interval and every test\.$/,
    );
    const section = contentsOf(report, drawCharts(report)).find(({ id }) => id === 'failures');
    expect(section?.title).toBe('Failures and warnings');
    const [first, second] = section!.blocks;
    expect(first).toEqual({ kind: 'text', text: 'No stage failed.' });
    const table = second?.kind === 'table' ? second.table : null;
    expect(table?.groups.flat().map((row) => row.map(({ text }) => text))).toEqual([
      [
        'heads=2',
        'MNLI',
        '1 of 3',
        'one prediction for at least 99 % of the examples (seed 1); score not above chance (seed 1)',
      ],
    ]);
    expect(table?.notes.at(-1)).toMatch(/^What usually helps: /);
    expect(renderMarkdown(report)).toContain('## Degenerate runs');
  });

  it('is not spoken of where there is none; baselines never are one', async () => {
    const { store, name } = await soundOne();
    const report = await buildReport(store, name);
    expect(report.degenerate).toEqual([]);
    expect(renderMarkdown(report)).not.toMatch(/†|[Dd]egenerate/);
  });
});

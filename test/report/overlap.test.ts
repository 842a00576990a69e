/** The section on train–test overlap against counts and accuracies worked out by hand. */
import { afterEach, describe, expect, it } from 'vitest';
import { drawCharts } from '../../src/report/charts/index.js';
import { contentsOf } from '../../src/report/contents.js';
import { renderOverlapCsv } from '../../src/report/formats/overlap-csv.js';
import { renderLatex } from '../../src/report/formats/latex.js';
import { buildReport } from '../../src/report/report.js';
import type { Report } from '../../src/report/report.js';
import { overlapTables } from '../../src/report/tables/overlap.js';
import { fixtureStore } from './store.js';
import type { Fixture, FixtureOptions } from './store.js';

let fixture: Fixture | null = null;
afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

async function reportOf(options: FixtureOptions): Promise<Report> {
  const experiment = {
    name: 'leaky',
    seeds: [1, 2],
    sweep: { factors: { 'model.heads': [2] } },
    finetune: { maxTrainExamples: null },
    evaluate: { tasks: ['sst-2' as const], maxExamples: 10, baselines: ['majority' as const] },
    ...options.experiment,
  };
  fixture = await fixtureStore({ ...options, experiment });
  return buildReport(fixture.store, fixture.name);
}

/** Of ten examples the last four are in the corpus, the last one is a training example with another label. */
const LEAKY: FixtureOptions = {
  // The first `share` of the examples are right: 8 and 6 of 10 by seed, 10 of 10 with two heads.
  accuracy: ({ variant, seed }) => (variant === 'reference' ? (seed === 1 ? 0.8 : 0.6) : 1),
  overlap: ({ index }) => ({
    corpus: index >= 6 ? 0.7 : index === 0 ? 0.69 : 0,
    ...(index === 9 ? { train: 1, copy: 'other' as const } : {}),
  }),
};

const warningsOf = (report: Report): readonly string[] =>
  contentsOf(report, drawCharts(report))
    .filter(({ id }) => id === 'overlap')
    .flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'warning' ? [block.text] : [])));

describe('the accuracy', () => {
  it('on clean and on overlapping examples is the mean over seeds of each part', async () => {
    const { overlaps } = await reportOf(LEAKY);
    expect(overlaps.splits[0]).toMatchObject({
      examples: 10,
      overlapping: { corpus: 4, train: 1 },
      touched: { corpus: 5, train: 1 },
      copies: 1,
      contradicted: 1,
    });
    const [reference] = overlaps.rows;
    // Clean: all 6 right with both seeds. Overlapping: 2 of 4 right, then none.
    expect(reference?.cells[0]?.corpus.clean).toMatchObject({ examples: 6, cell: { mean: 1, n: 2 } });
    expect(reference?.cells[0]?.corpus.overlapping).toMatchObject({
      examples: 4,
      cell: { mean: 0.25, n: 2 },
    });
    expect(reference?.cells[0]?.train.clean).toMatchObject({
      examples: 9,
      cell: { mean: (8 / 9 + 6 / 9) / 2 },
    });
    expect(reference?.cells[0]?.train.overlapping).toMatchObject({ examples: 1, cell: { mean: 0 } });
  });

  it('stands in every format, clean first', async () => {
    const report = await reportOf(LEAKY);
    const table = overlapTables(report)[1]!;
    expect(table.columns[1]?.heading).toEqual(['SST-2 accuracy', '6 / 4 examples']);
    expect(table.groups.map((rows) => rows.map((row) => row.map(({ text }) => text)))[0]).toEqual([
      ['reference', '100.0 / 25.0'],
      ['heads=2', '100.0 / 100.0'],
    ]);
    expect(renderLatex(report)).toContain('reference & 100.0 / 25.0');
    const lines = renderOverlapCsv(report).split('\n');
    expect(lines[1]).toMatch(/^variant,reference,sst-2,dev,corpus,clean,6,accuracy,1,1,1,2,,/);
    expect(lines[2]).toMatch(/^variant,reference,sst-2,dev,corpus,overlapping,4,accuracy,0\.25,/);
    expect(lines).toHaveLength(1 + 3 * 4 + 1);
  });

  it('of a part without examples is absent, not 0', async () => {
    const report = await reportOf({ overlap: ({ index }) => ({ corpus: index === 0 ? 1 : 0 }) });
    expect(report.overlaps.rows[0]?.cells[0]?.train.overlapping).toMatchObject({
      examples: 0,
      cell: { mean: null, absent: 'no-examples' },
    });
    const titles = overlapTables(report).map(({ title }) => title);
    expect(titles.filter((title) => title.startsWith('Scores on'))).toEqual([
      'Scores on clean examples / on examples that overlap with the corpus',
    ]);
    const all = await reportOf({ overlap: () => ({ corpus: 1 }) });
    expect(overlapTables(all)[1]?.groups[0]?.[0]?.[1]?.text).toMatch(/^– \/ \d+\.\d$/);
  });

  it('follows what each seed drew where training examples are drawn', async () => {
    const { overlaps } = await reportOf({
      experiment: { finetune: { maxTrainExamples: 100 } },
      accuracy: () => 0.5,
      overlap: ({ index, seed }) => ({ train: seed === 1 && index < 2 ? 1 : 0 }),
    });
    expect(overlaps.splits[0]?.overlapping.train).toBe(1);
    // Seed 1 alone has overlapping examples, and both of them are right.
    expect(overlaps.rows[0]?.cells[0]?.train.overlapping).toMatchObject({
      examples: 1,
      cell: { mean: 1, n: 1 },
    });
    // Clean: 3 of 8, and 5 of 10.
    expect(overlaps.rows[0]?.cells[0]?.train.clean.cell.mean).toBe((3 / 8 + 5 / 10) / 2);
  });
});

describe('the page', () => {
  it('warns of evaluation examples that were trained on', async () => {
    expect(warningsOf(await reportOf(LEAKY))).toEqual([
      '1 of 10 evaluation examples of SST-2 occur verbatim in its training examples (1 of them with another label); ' +
        'scores on them can be memorised.',
    ]);
    expect(warningsOf(await reportOf({}))).toEqual([]);
  });

  it('says that a search is not done, or was never planned', async () => {
    const missing = await reportOf({ state: ({ spec }) => (spec.kind === 'overlap' ? 'missing' : 'done') });
    expect(warningsOf(missing)).toEqual(['1 of 1 searches for overlap are not done.']);
    expect(overlapTables(missing)).toEqual([]);
  });

  it('gives the counts of training examples that repeat or contradict each other', async () => {
    const rows = overlapTables(await reportOf({})).at(-1)!.groups[0]!;
    expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
      ['SST-2', '1,000', '6 (0.6 %)', '2 (0.2 %)'],
    ]);
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import { buildReport } from '../../src/report/report.js';
import type { Report } from '../../src/report/report.js';
import { columnName, rowLabel } from '../../src/report/words/columns.js';
import { scoreNotes } from '../../src/report/words/notes.js';
import { Fixtures, bySeed, cellOf } from './reports.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

describe('the main table', () => {
  it("has the paper's columns, then variants, baselines and the published row", async () => {
    const { table } = await fixtures.report();
    expect(table.columns.map(columnName)).toEqual([
      'SST-2 accuracy',
      'QQP F1',
      'MNLI-m accuracy',
      'MNLI-mm accuracy',
      'RACE accuracy',
      'Story Cloze accuracy',
    ]);
    expect(table.rows.map((row) => `${row.role}: ${rowLabel(row)}`)).toEqual([
      'variant: reference',
      'variant: heads=2',
      'variant: heads=8',
      'variant: initFrom=scratch',
      'baseline: majority',
      'baseline: bag-of-words',
      'published: GPT-1, published (117M parameters, BooksCorpus, full test sets)',
    ]);
  });

  it('shows the mean over seeds with its t interval, and each run with the stage that it comes from', async () => {
    const { plan, store, name } = await fixtures.of({ accuracy: bySeed(0.7, 0.74, 0.78) });
    const report = await buildReport(store, name);
    const { mean, interval, n, runs } = cellOf(report, 'heads=2', 'SST-2');
    expect(mean).toBeCloseTo(0.74, 14);
    // t(0.975, 2) = 4.302652729749464 (scipy 1.17.1); 0.04 / √3 is the standard error
    expect(interval?.halfWidth).toBeCloseTo((4.302652729749464 * 0.04) / Math.sqrt(3), 10);
    expect(interval?.over).toBe('seeds');
    expect(n).toBe(3);
    expect(runs.map(({ seed, value }) => [seed, value])).toEqual([
      [1, 0.7],
      [2, 0.74],
      [3, 0.78],
    ]);
    const stages = plan.stages.filter(({ key }) => runs.some(({ stage }) => stage === key));
    expect(stages.map(({ label }) => label)).toEqual(
      [1, 2, 3].map((s) => `evaluate sst-2 · heads=2 · seed ${s}`),
    );
  });

  it('pools RACE over its parts and keeps those of MNLI apart', async () => {
    const accuracy = ({ split }: { split: string }) =>
      ({ 'dev-middle': 0.8, 'dev-high': 0.5, 'dev-matched': 0.9, 'dev-mismatched': 0.4 })[split] ?? 0.6;
    const report = await fixtures.report({ accuracy });
    expect(cellOf(report, 'reference', 'RACE').mean).toBeCloseTo(0.65, 14);
    expect(cellOf(report, 'reference', 'MNLI-m').mean).toBeCloseTo(0.9, 14);
    expect(cellOf(report, 'reference', 'MNLI-mm').mean).toBeCloseTo(0.4, 14);
  });

  it('gives a single seed the interval over its examples, says so, and marks nothing', async () => {
    const report = await fixtures.report({
      experiment: { seeds: [1] },
      accuracy: ({ variant }) => (variant === 'heads=2' ? 0.95 : 0.5),
    });
    const { interval, n } = cellOf(report, 'heads=2', 'SST-2');
    expect(n).toBe(1);
    // scipy 1.17.1: binomtest(95, 100).proportion_ci(0.95, 'wilson')
    expect(interval?.over).toBe('examples');
    expect(interval?.low).toBeCloseTo(0.8882495307680809, 12);
    expect(interval?.high).toBeCloseTo(0.978456320845632, 12);
    expect(report.marks.flat().some(({ best }) => best)).toBe(false);
    expect(scoreNotes(report).join(' ')).toContain('with one seed none is');
    expect(scoreNotes(report).join(' ')).not.toContain("Student's t");
  });

  it('marks a best that is ahead of every variant beyond the noise, and neither baselines nor the paper', async () => {
    const report = await fixtures.report({
      accuracy: ({ variant, seed }) =>
        variant === 'heads=2' ? 0.8 + seed / 100 : variant === 'majority' ? 0.99 : 0.6 + (seed % 2) / 100,
    });
    const best = report.table.rows.filter((_, row) => report.marks[row]?.some((mark) => mark.best) === true);
    expect(best.map(({ label }) => label)).toEqual(['heads=2']);
  });

  it('marks nobody where two variants are as good', async () => {
    const report = await fixtures.report({
      accuracy: ({ variant, seed }) =>
        (variant.startsWith('heads') ? 0.9 : 0.5) + (variant.length * seed) / 1000,
    });
    expect(report.marks.flat().some(({ best }) => best)).toBe(false);
  });

  it('says why a score is absent and never makes it 0', async () => {
    const report = await fixtures.report({
      state: ({ spec, label }) => {
        if (spec.kind === 'pretrain' && spec.model.heads === 2) return { error: 'Training diverged.' };
        if ('pretrain' in spec && spec.model.heads === 2) return 'missing';
        if (spec.kind === 'evaluate' && spec.model.heads === 2) return 'missing';
        return label.startsWith('evaluate race · heads=8') ? 'missing' : 'done';
      },
    });
    expect(cellOf(report, 'heads=2', 'SST-2')).toMatchObject({ mean: null, n: null, absent: 'failed' });
    expect(cellOf(report, 'heads=8', 'RACE')).toMatchObject({ mean: null, n: null, absent: 'not-run' });
    expect(scoreNotes(report)).toContain('–: absent (failed; not run yet).');
  });

  it('counts the seeds that are there', async () => {
    const report = await fixtures.report({
      state: ({ label }) =>
        label === 'evaluate qqp · reference · seed 2' ? { error: 'No memory.' } : 'done',
    });
    expect(cellOf(report, 'reference', 'QQP').n).toBe(2);
    expect(cellOf(report, 'reference', 'SST-2').n).toBe(3);
    expect(scoreNotes(report).join(' ')).toContain('n in parentheses');
  });

  it('shows the published figures only where asked, and only those that the paper has', async () => {
    const published = (report: Report) => report.table.rows.find(({ role }) => role === 'published');
    const means = published(await fixtures.report())?.cells.map(({ mean }) => mean);
    expect(means).toEqual([0.913, 0.703, 0.821, 0.814, 0.59, 0.865]);
    const experiment = { report: { published: false } };
    expect(published(await fixtures.report({ experiment }))).toBeUndefined();
  });

  it('lists every split and metric in its details', async () => {
    const { details } = await fixtures.report({ experiment: { evaluate: { tasks: ['qqp', 'race'] } } });
    expect(details.columns.map((column) => `${column.split}: ${columnName(column)}`)).toEqual([
      'dev: QQP F1',
      'dev: QQP accuracy',
      'dev: QQP Matthews',
      'dev-middle: RACE-m accuracy',
      'dev-high: RACE-h accuracy',
      'all: RACE accuracy',
    ]);
    const paper = details.rows.at(-1)?.cells.map(({ mean }) => mean);
    expect(paper).toEqual([0.703, null, null, 0.629, 0.574, 0.59]);
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import { CHARTS } from '../../src/report/charts/index.js';
import { renderFiles } from '../../src/report/write.js';
import { Fixtures } from './reports.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

const EXPERIMENT = {
  pretrain: { steps: 40, evaluateEvery: 10, warmupSteps: 4, keepEvery: 10 },
  evaluate: { mode: 'zero-shot', source: 'real', tasks: ['sst-2', 'race', 'cola'] },
  sweep: { factors: { 'model.heads': [2] } },
} as const;

const report = () => fixtures.report({ experiment: structuredClone(EXPERIMENT) as object });

describe('scores by step of pre-training', () => {
  it('are those of the weights that were kept and, at the last step, of the table', async () => {
    const { scoreCurves, table } = await report();
    expect(scoreCurves.map(({ column, variants }) => `${column.label} ${variants.join()}`)).toEqual([
      'SST-2 reference',
      'SST-2 heads=2',
      'RACE reference',
      'RACE heads=2',
      'CoLA reference',
      'CoLA heads=2',
    ]);
    expect(scoreCurves.map(({ chance }) => chance)).toEqual([0.5, 0.5, 0.25, 0.25, 0, 0]);
    for (const { column, variants, points } of scoreCurves) {
      expect(points.map(({ step }) => step)).toEqual([10, 20, 30, 40]);
      const at = table.columns.findIndex(({ label }) => label === column.label);
      const cell = table.rows.find(({ label }) => label === variants[0])?.cells[at];
      expect(points.at(-1)?.mean).toBe(cell?.mean);
      // made up to rise evenly
      expect(points[0]!.mean).toBeCloseTo(cell!.mean! / 4, 12);
      expect(points.every(({ n }) => n === 3)).toBe(true);
    }
  });

  it('are drawn a panel for each column, with chance; and the page has them in words', async () => {
    const made = await report();
    const figure = CHARTS['score-curves'](made);
    if ('reason' in figure) throw new Error(figure.reason);
    expect(figure.panels).toHaveLength(3);
    const sets = figure.panels[1]!.config.data.datasets as unknown as { data: { x: number; y: number }[] }[];
    expect(sets.at(-1)?.data).toEqual([
      { x: 0, y: 0.25 },
      { x: 40, y: 0.25 },
    ]);
    expect(sets[0]?.data.map(({ x }) => x)).toEqual([10, 20, 30, 40]);
    const files = await renderFiles(made, (name) => name === 'index.html');
    const page = String(files.find(({ name }) => name === 'index.html')?.content);
    expect(page).toContain('Zero-shot score by pre-training step');
    expect(page).toContain('nothing is fine-tuned');
    expect(page).toContain('[article] [question]');
    expect(page).toContain('fine-tuned on each task, and is never ranked');
    expect(page).not.toContain('fine-tuning loss');
  });

  it('are absent where weights were kept and none evaluated, or none kept', async () => {
    const { scoreCurves } = await fixtures.report();
    expect(scoreCurves).toEqual([]);
    const last = { ...EXPERIMENT, pretrain: { steps: 40, evaluateEvery: 10, warmupSteps: 4 } };
    const made = await fixtures.report({ experiment: structuredClone(last) as object });
    expect(made.scoreCurves).toEqual([]);
    expect(CHARTS['score-curves'](made)).toHaveProperty('reason');
  });
});

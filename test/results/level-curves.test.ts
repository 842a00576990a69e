/** Scores over the levels of factors that are numbers. */
import { describe, expect, it } from 'vitest';
import { CHARTS } from '../../src/report/charts/index.js';
import { buildReport } from '../../src/report/report.js';
import type { Report } from '../../src/report/report.js';
import { fixtureStore } from '../report/store.js';
import type { FixtureOptions } from '../report/store.js';

async function reportOf(options: FixtureOptions): Promise<Report> {
  const fixture = await fixtureStore(options);
  try {
    return await buildReport(fixture.store, fixture.name);
  } finally {
    await fixture.close();
  }
}

const swept = (
  sweep: NonNullable<FixtureOptions['experiment']>['sweep'],
  more: object = {},
): FixtureOptions => ({
  experiment: {
    name: 'levels',
    sweep,
    pretrain: { steps: 20, warmupSteps: 4, evaluateEvery: 10 },
    evaluate: { tasks: ['sst-2', 'mnli'], maxExamples: 100 },
    seeds: [1, 2],
    finetune: {},
    ...more,
  },
  // 0.80 and 0.81 by seed with all layers, a point less for each that is not transferred
  accuracy: ({ variant, seed }) => {
    const layers = /transferredLayers=(\d+)/.exec(variant)?.[1];
    return 0.79 + seed / 100 - (layers === undefined ? 0 : (4 - Number(layers)) / 100);
  },
});

const LAYERS = { factors: { 'finetune.transferredLayers': [0, 1, 2] } };
const SHALLOW = { model: { layers: 4, hiddenSize: 16, heads: 4, contextLength: 32 } };

describe('a factor whose levels are numbers', () => {
  it('has a curve over them, with null where all layers are', async () => {
    const { levels } = await reportOf(swept(LAYERS, SHALLOW));
    expect(levels).toHaveLength(1);
    const [{ factor, label, columns, curves }] = levels as [Report['levels'][number]];
    expect({ factor, label }).toEqual({ factor: 'finetune.transferredLayers', label: 'transferredLayers' });
    expect(columns).toEqual(['SST-2', 'MNLI-m', 'MNLI-mm', 'mean']);
    expect(curves.map(({ name }) => name)).toEqual(['transferredLayers']);
    for (const points of curves[0]!.points) {
      expect(points.map(({ at }) => at)).toEqual([0, 1, 2, 4]);
      const means = points.map(({ score }) => score.mean ?? NaN);
      [0.765, 0.775, 0.785, 0.805].forEach((mean, index) => expect(means[index]).toBeCloseTo(mean, 9));
    }
  });

  it('has points at the numbers of examples that were trained on, those beyond all of them once', async () => {
    const { levels } = await reportOf({
      ...swept({ factors: { 'finetune.maxTrainExamples': [20, 100, 400, 5000] } }),
      // of 1000 examples null and 5000 take all
      record: ({ spec }) =>
        spec.kind === 'finetune'
          ? { facts: { examples: { train: Math.min(spec.finetune.maxTrainExamples ?? 1000, 1000) } } }
          : {},
    });
    expect(levels[0]?.curves[0]?.points.map((points) => points.map(({ at }) => at))).toEqual(
      Array.from({ length: 4 }, () => [20, 100, 400, 1000]),
    );
  });

  it('has a curve for each level of another factor of a grid', async () => {
    const factors = {
      'finetune.maxTrainExamples': [20, 100, 400],
      'finetune.initFrom': ['pretraining', 'scratch'],
    };
    const { levels } = await reportOf(swept({ design: 'grid', factors }));
    expect(levels[0]?.curves.map(({ name, points }) => [name, points[0]?.length])).toEqual([
      ['initFrom=pretraining', 3],
      ['initFrom=scratch', 3],
    ]);
  });

  it('has no point where a level is absent', async () => {
    const { levels } = await reportOf({
      ...swept(LAYERS, SHALLOW),
      state: ({ label }) => (label.startsWith('evaluate sst-2 · transferredLayers=1') ? 'missing' : 'done'),
    });
    const [sst2, , , mean] = levels[0]!.curves[0]!.points;
    expect(sst2?.map(({ score }) => score.mean === null)).toEqual([false, true, false, false]);
    expect(mean?.map(({ score }) => score.mean === null)).toEqual([false, true, false, false]);
  });

  it('is none with two levels, or with words among them', async () => {
    const few = { factors: { 'model.heads': [1, 2] } };
    expect((await reportOf(swept(few, { model: { ...SHALLOW.model, heads: 1 } }))).levels).toEqual([]);
    const words = { factors: { 'model.activation': ['gelu', 'relu', 'swish'] } };
    expect((await reportOf(swept(words))).levels).toEqual([]);
  });
});

describe('the chart over levels', () => {
  const drawn = (report: Report) => {
    const figure = CHARTS.levels(report);
    if ('reason' in figure) throw new Error(figure.reason);
    return figure;
  };

  it('has a panel for each column, the mean first, and a linear axis where a level is 0', async () => {
    const { panels, caption, alt } = drawn(await reportOf(swept(LAYERS, SHALLOW)));
    const scales = panels.map(({ config }) => config.options?.scales?.['x']);
    expect(scales).toHaveLength(4);
    for (const scale of scales) expect(scale).toMatchObject({ type: 'linear', min: 0, max: 4 });
    const [dataset] = panels[0]!.config.data.datasets;
    const ys = (dataset!.data as unknown as { x: number; y: number }[]).map(
      ({ x, y }) => `${x}: ${y.toFixed(1)}`,
    );
    expect(ys).toEqual(['0: 76.5', '1: 77.5', '2: 78.5', '4: 80.5']);
    expect(caption).toContain('Error bars: 95 % confidence intervals');
    expect(alt).toContain('76.5 at 0, 77.5 at 1, 78.5 at 2, 80.5 at 4');
  });

  it('has a logarithmic axis where levels span a decade', async () => {
    const report = await reportOf(swept({ factors: { 'finetune.maxTrainExamples': [20, 100, 400] } }));
    const { panels, caption } = drawn(report);
    expect(panels[0]!.config.options?.scales?.['x']).toMatchObject({
      type: 'logarithmic',
      min: 20,
      max: 1000,
    });
    expect(caption).toContain('The axis of maxTrainExamples is logarithmic.');
  });

  it('says why there is none', async () => {
    expect(CHARTS.levels(await reportOf(swept({})))).toEqual({
      reason: 'no factor has three levels that are numbers.',
    });
    const missing = await reportOf({ ...swept(LAYERS, SHALLOW), state: () => 'missing' });
    expect(CHARTS.levels(missing)).toEqual({ reason: 'no variant has been evaluated yet.' });
  });
});

/** Scores beside the published ones, where an experiment declares those as expected. */
import { afterAll, describe, expect, it } from 'vitest';
import { loadExperiment } from '../../src/experiment/load.js';
import { renderExpectedCsv } from '../../src/report/formats/expected-csv.js';
import { renderMarkdown } from '../../src/report/formats/markdown.js';
import type { Report } from '../../src/report/report.js';
import { expectedTable } from '../../src/report/tables/expected.js';
import { publishedFigure } from '../../src/results/columns.js';
import { TASK_NAMES } from '../../src/tasks/index.js';
import type { FixtureOptions } from '../report/store.js';
import { Fixtures } from './reports.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

/** Of 100 made-up examples a split; accuracies by task. */
const optionsOf = (accuracy: Readonly<Record<string, number>>, more: object = {}): FixtureOptions => ({
  experiment: {
    seeds: [1],
    sweep: {},
    finetune: {},
    evaluate: { source: 'real', tasks: ['sst-2', 'rte', 'snli'] },
    report: { expected: 'published' },
    ...more,
  },
  accuracy: ({ task }) => accuracy[task] ?? 0.5,
});

const verdicts = (report: Report) =>
  report.expected.map(({ column, verdict }) => `${column.label} ${verdict ?? 'none'}`);

describe('a published score that is expected', () => {
  it('is missed by more than half the interval of the split, above or below, or not', async () => {
    const report = await fixtures.report(optionsOf({ 'sst-2': 0.93, rte: 0.8, snli: 0.6 }));
    expect(verdicts(report)).toEqual(['SST-2 within', 'RTE above', 'SNLI below']);
    for (const { score, tolerance, examples } of report.expected) {
      expect(tolerance).toBe(score.examples?.halfWidth);
      expect(tolerance).toBeGreaterThan(0.03);
      expect(examples).toBe(100);
    }
  });

  it('is compared with the mean of several seeds, with the tolerance of the examples all the same', async () => {
    const report = await fixtures.report(
      optionsOf({ 'sst-2': 0.93, rte: 0.8, snli: 0.6 }, { seeds: [1, 2] }),
    );
    expect(verdicts(report)).toEqual(['SST-2 within', 'RTE above', 'SNLI below']);
    expect(report.expected[0]?.tolerance).toBe(report.expected[0]?.score.examples?.halfWidth);
  });

  it('has no verdict where there is no score, and says why in every format', async () => {
    const report = await fixtures.report({
      ...optionsOf({ 'sst-2': 0.93, snli: 0.6 }),
      state: ({ label }) => (label.startsWith('evaluate rte') ? { error: 'no memory' } : 'done'),
    });
    expect(verdicts(report)).toEqual(['SST-2 within', 'RTE none', 'SNLI below']);
    const table = expectedTable(report)!;
    const texts = table.groups[0]!.map((row) => row.map(({ text }) => text));
    expect(texts[0]).toEqual([
      'SST-2 accuracy ↑',
      '93.0',
      '91.3',
      '+1.7',
      expect.stringMatching(/^± [4-6]\.\d$/),
      'within',
      '100',
    ]);
    expect(texts[1]).toEqual(['RTE accuracy ↑', '–', '56.0', '–', '–', '–', '–']);
    expect(table.notes.join(' ')).toContain('–: absent (failed).');
    expect(renderMarkdown(report)).toContain('Scores beside the published ones');
    const [header, ...lines] = renderExpectedCsv(report).trim().split('\n');
    expect(header).toMatch(/^variant,task,split,metric,score,published,tolerance,verdict,examples/);
    expect(lines.map((line) => line.split(',').slice(0, 6).join(','))).toEqual([
      'reference,sst-2,dev,accuracy,0.93,0.913',
      'reference,rte,dev,accuracy,,0.56',
      'reference,snli,dev,accuracy,0.6,0.899',
    ]);
  });

  it('is said of each variant, and only where it is declared', async () => {
    const sweep = { factors: { 'finetune.lmLossWeight': [0] } };
    const two = await fixtures.report(optionsOf({}, { sweep }));
    expect(two.expected.map(({ variant }) => variant)).toEqual([
      ...Array.from({ length: 3 }, () => 'reference'),
      ...Array.from({ length: 3 }, () => 'lmLossWeight=0'),
    ]);
    expect(expectedTable(two)!.columns[0]!.heading).toEqual(['Variant']);
    const none = await fixtures.report(optionsOf({}, { report: {} }));
    expect(none.expected).toEqual([]);
    expect(expectedTable(none)).toBeNull();
  });
});

describe('the experiment gpt1-paper', () => {
  it('is the recipe of the paper on all twelve tasks, each with a published score in its main metric', async () => {
    const { experiment } = await loadExperiment('experiments/gpt1-paper.yaml', []);
    const { model, pretrain, finetune, evaluate, seeds, report } = experiment;
    expect([...evaluate.tasks].sort()).toEqual([...TASK_NAMES].sort());
    expect(pretrain.weights).toBe('gpt1');
    expect(finetune).toMatchObject({
      ...{ initFrom: 'pretraining', inputFormat: 'delimiters', transferredLayers: null, lmLossWeight: 0.5 },
      ...{
        epochs: 3,
        batchSize: 32,
        maxTrainExamples: null,
        schedule: 'warmup-linear',
        warmupFraction: 0.002,
      },
      optimizer: { learningRate: 6.25e-5, weightDecay: 0.01, maxGradNorm: 1 },
    });
    expect(model).toMatchObject({
      dropout: { embedding: 0.1, residual: 0.1, attention: 0.1, classifier: 0.1 },
    });
    expect({ seeds, expected: report.expected }).toEqual({ seeds: [1], expected: 'published' });
    const fixture = await fixtures.report({ experiment: { ...experiment, name: 'twelve', hypotheses: {} } });
    const figures = fixture.table.columns.map(publishedFigure);
    expect(figures).toHaveLength(13);
    expect(figures).not.toContain(null);
    expect(fixture.expected).toHaveLength(13);
  });

  it('expects nothing of a part of a set, or of the miniature', async () => {
    for (const set of ['finetune.maxTrainExamples=100', 'evaluate.maxExamples=50'])
      await expect(loadExperiment('experiments/gpt1-paper.yaml', [set])).rejects.toThrow(
        'The published scores are of the real sets in full',
      );
    const { experiment } = await loadExperiment('experiments/gpt1-paper.yaml', [
      'evaluate.maxExamples=50',
      'report.expected=null',
    ]);
    expect(experiment.evaluate.maxExamples).toBe(50);
  });
});

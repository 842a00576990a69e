import { afterAll, describe, expect, it } from 'vitest';
import { Fixtures, deltaOf } from './reports.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

describe('ablations', () => {
  it('compare each level with the reference, paired by seed', async () => {
    const report = await fixtures.report({
      accuracy: ({ variant, seed }) =>
        0.5 + seed / 10 - (variant === 'initFrom=scratch' ? 0.1 + seed / 100 : 0),
    });
    expect(report.ablations.map(({ label, reference }) => `${label} ${reference}`)).toEqual([
      'heads 4',
      'initFrom pretraining',
    ]);
    const delta = deltaOf(report, 'scratch', 'SST-2');
    expect(delta).toMatchObject({ n: 3 });
    expect(delta?.mean).toBeCloseTo(-0.12, 12);
    // The seeds themselves are 10 points apart: unpaired, the interval would be many times as wide.
    expect(delta?.interval?.halfWidth).toBeLessThan(0.03);
    expect(delta).toMatchObject({ test: 'seeds' });
    expect(delta?.effect).toBeLessThan(-1);
    expect(delta?.minimumDetectableEffect).toBeGreaterThan(0.01);
    expect(deltaOf(report, '2', 'SST-2')).toMatchObject({ p: 1, adjustedP: 1, differs: false });
    expect(deltaOf(report, 'scratch', 'mean')?.n).toBe(3);
  });

  it('of a grid average over the levels of the other factors, seed by seed', async () => {
    const report = await fixtures.report({
      experiment: {
        sweep: { design: 'grid', factors: { 'model.heads': [4, 8], 'model.activation': ['gelu', 'relu'] } },
      },
      accuracy: ({ variant, seed }) =>
        0.5 + seed / 100 + (variant.includes('heads=8') ? (variant.includes('relu') ? 0.2 : 0.1) : 0),
    });
    const delta = deltaOf(report, '8', 'SST-2');
    expect(delta?.mean).toBeCloseTo(0.15, 12);
    expect(delta?.n).toBe(3);
  });

  it('of a list compare each variant with the reference', async () => {
    const variants = { many: { 'model.heads': 8, 'model.activation': 'relu' } };
    const report = await fixtures.report({ experiment: { sweep: { design: 'list', variants } } });
    expect(report.ablations).toHaveLength(1);
    expect(report.ablations[0]).toMatchObject({ factor: 'variant', reference: 'reference' });
    expect(report.ablations[0]?.levels.map(({ level }) => level)).toEqual(['many']);
  });

  it('correct their p values for all of them together', async () => {
    const deltas = (await fixtures.report()).ablations.flatMap(({ levels }) =>
      levels.flatMap((level) => level.deltas),
    );
    const tested = deltas.filter(({ p }) => p !== null);
    expect(tested.length).toBeGreaterThan(10);
    for (const { p, adjustedP } of tested) expect(adjustedP).toBeGreaterThanOrEqual(p ?? 1);
  });

  it('of one seed are differences tested over its examples alone', async () => {
    const report = await fixtures.report({ experiment: { seeds: [1] } });
    const delta = deltaOf(report, 'scratch', 'SST-2');
    expect(delta).toMatchObject({ n: 1, test: 'McNemar', interval: { over: 'examples' }, extraSeeds: null });
    expect(delta?.mean).toBeLessThan(0);
    expect(delta?.p).toBeLessThan(0.05);
  });

  it('of a grid of several factors come with main effects: each level against the mean of all', async () => {
    const report = await fixtures.report({
      experiment: {
        sweep: { design: 'grid', factors: { 'model.heads': [4, 8], 'model.activation': ['gelu', 'relu'] } },
      },
      accuracy: ({ variant, seed }) => 0.5 + seed / 100 + (variant.includes('heads=8') ? 0.2 : 0),
    });
    const [heads, activation] = report.mainEffects;
    expect(heads?.levels.map(({ level, deltas }) => [level, deltas[0]?.mean?.toFixed(3)])).toEqual([
      ['4', '-0.100'],
      ['8', '0.100'],
    ]);
    expect(activation?.levels[0]?.deltas[0]?.mean).toBeCloseTo(0, 12);
    expect((await fixtures.report()).mainEffects).toEqual([]);
  });
});

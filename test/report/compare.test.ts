import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareVariants } from '../../src/results/compare.js';
import type { Fixture } from './store.js';
import { addExperiment, fixtureStore } from './store.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await fixtureStore({
    experiment: { evaluate: { tasks: ['sst-2', 'race'], maxExamples: 100 } },
    accuracy: ({ variant, seed }) => 0.6 + seed / 100 + (variant === 'heads=2' ? 0.1 + seed / 50 : 0),
  });
  await addExperiment(fixture.store, {
    experiment: {
      name: 'other',
      seeds: [2, 3, 4],
      model: { layers: 5 },
      evaluate: { tasks: ['race', 'qqp'], maxExamples: 100 },
      sweep: {},
    },
    accuracy: () => 0.5,
  });
});
afterAll(() => fixture.close());

const variant = (experiment: string, name: string) => ({ experiment, variant: name });

describe('comparing two variants', () => {
  it('gives the paired difference of each task with its interval', async () => {
    const rows = await compareVariants(
      fixture.store,
      variant('example', 'reference'),
      variant('example', 'heads=2'),
    );
    expect(rows.map(({ task, metric, n, data }) => [task, metric, n, data])).toEqual([
      ['SST-2', 'accuracy', 3, 'same'],
      ['RACE', 'accuracy', 3, 'same'],
    ]);
    const { a, b, difference, low, high, p, h, minimumDetectableEffect } = rows[0]!;
    expect(a).toBeCloseTo(0.62, 12);
    expect(b).toBeCloseTo(0.76, 12);
    expect(difference).toBeCloseTo(0.14, 12);
    // What the seeds alone say, 0.09 to 0.19 (scipy 1.17.1: ttest_1samp([0.12, 0.14, 0.16], 0)), and what 100 examples add
    expect(low).toBeGreaterThan(0.04);
    expect(low).toBeLessThan(0.09);
    expect(((low ?? NaN) + (high ?? NaN)) / 2).toBeCloseTo(0.14, 12);
    expect(p).toBeLessThan(0.01);
    expect(rows[0]).toMatchObject({ test: 'seeds' });
    expect(h).toBeCloseTo(0.304, 2);
    expect(minimumDetectableEffect).toBeGreaterThan(0.02);
  });

  it('of two experiments takes the tasks and the seeds that both have', async () => {
    const rows = await compareVariants(
      fixture.store,
      variant('example', 'reference'),
      variant('other', 'reference'),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ task: 'RACE', n: 2, b: 0.5 });
    expect(rows[0]?.difference).toBeCloseTo(-0.125, 12);
  });

  it('of a variant with itself differs by nothing', async () => {
    const [row] = await compareVariants(
      fixture.store,
      variant('example', 'heads=8'),
      variant('example', 'heads=8'),
    );
    expect(row).toMatchObject({ difference: 0, p: 1 });
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { FixtureOptions } from '../report/store.js';
import { closeAll, HELPS, judged, levelsOf, scores, twoHeads } from './hypotheses.js';
import type { Hypotheses } from './hypotheses.js';

afterEach(closeAll);

describe('that one is better on each task', () => {
  it('is supported where every column shows it, with the numbers of each', async () => {
    const { verdict, parts } = await judged(HELPS, { accuracy: scores({ 'initFrom=scratch': 0.5 }) });
    expect(verdict).toBe('supported');
    expect(parts.map(({ column, state, n }) => [column, state, n])).toEqual([
      ['SST-2', 'holds', 3],
      ['MNLI-m', 'holds', 3],
      ['MNLI-mm', 'holds', 3],
    ]);
    for (const { difference, interval, p, adjustedP, minimumDetectableEffect, expected } of parts) {
      expect(difference).toBeCloseTo(0.3, 1);
      expect(expected).toEqual({ low: 0, high: null });
      expect(interval?.low).toBeGreaterThan(0);
      expect(adjustedP).toBeGreaterThan(p ?? 1);
      expect(adjustedP).toBeLessThan(0.05);
      expect(minimumDetectableEffect).toBeLessThan(0.3);
    }
  });

  it('is refuted by one task that shows the contrary', async () => {
    const accuracy = scores({ 'initFrom=scratch': 0.5, 'initFrom=scratch sst-2': 0.98 });
    const { verdict, parts } = await judged(HELPS, { accuracy });
    expect(verdict).toBe('refuted');
    expect(parts.map(({ state }) => state)).toEqual(['contrary', 'holds', 'holds']);
  });

  it('is undecided where the seeds vary more than the variants, with what could have been seen', async () => {
    const accuracy: FixtureOptions['accuracy'] = ({ variant, seed }) =>
      variant === 'initFrom=scratch' ? [0.9, 0.3, 0.6][seed - 1]! : [0.5, 0.9, 0.8][seed - 1]!;
    const { verdict, parts } = await judged(HELPS, { accuracy });
    expect(verdict).toBe('undecided');
    for (const { state, minimumDetectableEffect } of parts) {
      expect(state).toBe('open');
      expect(minimumDetectableEffect).toBeGreaterThan(0.1);
    }
  });

  it('is undecided with one seed, which says nothing of others, however large the difference', async () => {
    const { verdict, parts } = await judged(HELPS, {
      experiment: { seeds: [1] },
      accuracy: scores({ 'initFrom=scratch': 0.1 }),
    });
    expect(verdict).toBe('undecided');
    expect(parts[0]).toMatchObject({ state: 'open', n: 1, p: null });
    expect(parts[0]?.difference).toBeGreaterThan(0.6);
    expect(parts[0]?.absent).toBe('one-seed');
  });

  it('is undecided, never supported, while one of its results is missing', async () => {
    const { verdict, parts } = await judged(HELPS, {
      accuracy: scores({ 'initFrom=scratch': 0.5 }),
      state: ({ label }) => (label.startsWith('evaluate sst-2 · initFrom=scratch') ? 'missing' : 'done'),
    });
    expect(verdict).toBe('undecided');
    expect(parts.map(({ state, absent }) => [state, absent])).toEqual([
      ['open', 'no-common-seed'],
      ['holds', null],
      ['holds', null],
    ]);
  });
});

describe('a margin', () => {
  const cases = [
    ['equivalent', 5, 0.81, 'supported'],
    ['equivalent', 5, 0.6, 'refuted'],
    ['equivalent', 5, 0.95, 'refuted'],
    ['equivalent', 0.1, 0.8, 'undecided'],
    ['non-inferior', 5, 0.79, 'supported'],
    ['non-inferior', 5, 0.95, 'supported'],
    ['non-inferior', 5, 0.6, 'refuted'],
    ['better', 5, 0.95, 'supported'],
    ['better', 12, 0.81, 'refuted'],
  ] as const;
  it.each(cases)(
    '%s, of %s points: two heads at %s vs. 0.8 is %s',
    async (expected, margin, level, verdict) => {
      const hypothesis = await judged(twoHeads({ expect: expected, margin }), {
        accuracy: scores({ 'heads=2': level }),
      });
      expect(hypothesis.verdict).toBe(verdict);
      expect(hypothesis.parts.map(({ column }) => column)).toEqual(['mean']);
    },
  );
});

describe('near the best', () => {
  const hypotheses: Hypotheses = {
    balance: {
      hypothesis: 'Four heads.',
      expect: 'near-best',
      factor: 'model.heads',
      level: 4,
      margin: 6,
      aggregate: 'mean',
    },
  };

  it('is shown against each other level', async () => {
    const { verdict, parts } = await judged(hypotheses, {
      accuracy: scores({ 'heads=2': 0.6, 'heads=8': 0.8 }),
    });
    expect(parts.map(levelsOf)).toEqual([
      [4, 2],
      [4, 8],
    ]);
    expect(verdict).toBe('supported');
  });

  it('is refuted by a level that is better by more than the margin', async () => {
    const { verdict } = await judged(hypotheses, { accuracy: scores({ 'heads=2': 0.6, 'heads=8': 0.95 }) });
    expect(verdict).toBe('refuted');
  });
});

describe('that each layer helps', () => {
  const hypotheses: Hypotheses = {
    layers: {
      hypothesis: 'Each transferred layer helps.',
      expect: 'increasing',
      factor: 'finetune.transferredLayers',
      levels: [0, 2, null],
      aggregate: 'mean',
    },
  };
  const sweep = { factors: { 'finetune.transferredLayers': [0, 2] } };

  it('is judged level by level', async () => {
    const accuracy = scores({ 'transferredLayers=0': 0.4, 'transferredLayers=2': 0.6 });
    const { verdict, parts } = await judged(hypotheses, { experiment: { sweep }, accuracy });
    expect(parts.map(levelsOf)).toEqual([
      [2, 0],
      [null, 2],
    ]);
    expect(verdict).toBe('supported');
  });

  it('is refuted by one level down', async () => {
    const accuracy = scores({ 'transferredLayers=0': 0.4, 'transferredLayers=2': 0.97 });
    const { verdict, parts } = await judged(hypotheses, { experiment: { sweep }, accuracy });
    expect(parts.map(({ state }) => state)).toEqual(['holds', 'contrary']);
    expect(verdict).toBe('refuted');
  });
});

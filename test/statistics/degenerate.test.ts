import { describe, expect, it } from 'vitest';
import { aboveChance, commonestShare, fallP } from '../../src/statistics/degenerate.js';
import { f1 } from '../../src/statistics/metrics.js';
import type { MetricName, Outcome } from '../../src/statistics/metrics.js';
import { noise } from '../report/made-up.js';

/** Of examples that share nothing. */
const aboveChanceOf = (outcomes: readonly Outcome[], metric: MetricName) =>
  aboveChance(
    outcomes,
    metric,
    outcomes.map((_, index) => index),
  );

/** Outcomes of two classes by the four counts. */
const confused = (counts: { tp: number; fn: number; fp: number; tn: number }): Outcome[] => {
  const many = (count: number, label: number, predicted: number): Outcome[] =>
    Array.from({ length: count }, () => ({ label, predicted }));
  return [
    ...many(counts.tp, 1, 1),
    ...many(counts.fn, 1, 0),
    ...many(counts.fp, 0, 1),
    ...many(counts.tn, 0, 0),
  ];
};

describe('the share of the commonest prediction', () => {
  it('is counted; of no prediction it is 0', () => {
    expect(commonestShare([0, 2, 2, 2])).toBe(0.75);
    expect(commonestShare([])).toBe(0);
  });
});

describe('a score above chance', () => {
  it('is, of accuracy, paired with the commonest class for all', () => {
    const above = aboveChanceOf(confused({ tp: 30, fn: 10, fp: 10, tn: 50 }), 'accuracy');
    // Right on 80, the majority on 60: 30 won, 10 lost of 100. Variance (40 − 100 · 0.2²) / 99; t(0.975, 99) = 1.98422.
    const half = 1.98421695 * Math.sqrt((40 - 100 * 0.04) / 99 / 100);
    expect(above?.mean).toBeCloseTo(0.2, 12);
    expect(above?.interval?.low).toBeCloseTo(0.2 - half, 6);
    expect(above?.interval?.high).toBeCloseTo(0.2 + half, 6);
  });

  it('is not told where every answer is the majority class', () => {
    expect(aboveChanceOf(confused({ tp: 0, fn: 40, fp: 0, tn: 60 }), 'accuracy')).toMatchObject({
      mean: 0,
      interval: null,
    });
  });

  it('is, of F1, a correlation: blind answers have an F1 above the majority class’s 0', () => {
    const blind = confused({ tp: 20, fn: 20, fp: 30, tn: 30 });
    expect(f1(blind)).toBeCloseTo(4 / 9, 12);
    expect(aboveChanceOf(blind, 'f1')?.mean).toBeCloseTo(0, 12);
    expect(aboveChanceOf(blind, 'f1')?.interval?.low).toBeLessThan(0);
    // An F1 below the 0.57 of “yes” to all, and yet far from blind.
    const careful = confused({ tp: 12, fn: 28, fp: 1, tn: 59 });
    expect(f1(careful)).toBeLessThan(0.5);
    expect(aboveChanceOf(careful, 'f1')?.interval?.low).toBeGreaterThan(0);
  });

  it('is null where a correlation is not defined', () => {
    expect(aboveChanceOf(confused({ tp: 0, fn: 40, fp: 0, tn: 60 }), 'matthews')).toBeNull();
    expect(aboveChanceOf([], 'accuracy')).toBeNull();
  });

  it('is told of numbers by their correlation', () => {
    const told = Array.from({ length: 60 }, (_, i) => ({ label: i % 7, predicted: (i % 7) + 3 * noise(i) }));
    const blind = told.map(({ label }, i) => ({ label, predicted: noise('blind', i) }));
    expect(aboveChanceOf(told, 'pearson')?.interval?.low).toBeGreaterThan(0.5);
    expect(aboveChanceOf(blind, 'pearson')?.interval?.low).toBeLessThan(0);
  });
});

describe('a loss that falls', () => {
  const losses = (of: (step: number) => number, count = 200): { step: number; value: number }[] =>
    Array.from({ length: count }, (_, i) => ({ step: 30 * i + 1, value: of(i) + 0.2 * noise('loss', i) }));

  it.each([
    ['slowly', (i: number) => 0.7 - 0.001 * i],
    ['in its first steps', (i: number) => 0.1 + 0.6 * Math.exp(-i)],
    ['at its end', (i: number) => (i < 185 ? 0.7 : 0.3)],
  ])('is told from noise where it falls %s', (_, of) => {
    expect(fallP(losses(of))).toBeLessThan(0.05);
  });

  it('is not seen where it only varies, or rises', () => {
    expect(fallP(losses(() => 0.69))).toBeGreaterThan(0.05);
    expect(fallP(losses((i) => 0.69 + 0.001 * i))).toBeGreaterThan(0.95);
    expect(fallP(Array.from({ length: 20 }, (_, i) => ({ step: i + 1, value: 0.5 })))).toBe(1);
  });

  it('is not judged by fewer than ten values', () => {
    expect(fallP(losses(() => 0.69, 9))).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { compare } from '../../src/statistics/comparison.js';
import type { Comparison } from '../../src/statistics/comparison.js';
import { testRegion } from '../../src/statistics/region.js';

/** Row B − row A of three seeds, no examples known; a third row makes the noise better known. */
function comparison(shift = 0, seeds = 3): Comparison {
  const rows = [
    [0.7, 0.72, 0.71],
    [0.76 + shift, 0.77 + shift, 0.78 + shift],
    [0.74, 0.73, 0.75],
  ].map((values) => new Map(values.slice(0, seeds).map((value, seed) => [seed, { value, examples: null }])));
  return compare([{ weight: 1, rows }], [-1, 1, 0]);
}

describe('the test of a region', () => {
  it('at the bound 0 is the two-sided test of the difference, for the side that it lies on', () => {
    const { p } = comparison();
    expect(p).toBeLessThan(0.05);
    expect(testRegion(comparison(), { low: 0, high: null })?.inside).toBeCloseTo(p!, 12);
    expect(testRegion(comparison(), { low: null, high: 0 })?.outside).toBeCloseTo(p!, 12);
    expect(testRegion(comparison(), { low: null, high: 0 })?.inside).toBe(1);
  });

  it('at a bound is that of the difference less the bound', () => {
    for (const bound of [-0.05, 0.01, 0.2]) {
      const shifted = testRegion(comparison(-bound), { low: 0, high: null });
      const bounded = testRegion(comparison(), { low: bound, high: null });
      expect(bounded?.inside).toBeCloseTo(shifted!.inside, 9);
      expect(bounded?.outside).toBeCloseTo(shifted!.outside, 9);
    }
  });

  it('of one bound is at 5 % exactly where the 95 % interval ends', () => {
    const { low, high } = comparison().interval!;
    expect(testRegion(comparison(), { low, high: null })?.inside).toBeCloseTo(0.05, 9);
    expect(testRegion(comparison(), { low: high, high: null })?.outside).toBeCloseTo(0.05, 9);
  });

  it('of two bounds needs both one-sided tests inside, and one of them, doubled, outside', () => {
    const { mean, interval } = comparison();
    const half = interval!.high - mean!;
    const around = (margin: number) =>
      testRegion(comparison(), { low: mean! - margin, high: mean! + margin })!;
    // Half of the 95 % interval: 2.5 % on each side.
    expect(around(half).inside).toBeCloseTo(0.025, 9);
    expect(around(half / 4).inside).toBeGreaterThan(0.05);
    const beyond = testRegion(comparison(), { low: mean! - 3 * half, high: mean! - half })!;
    expect(beyond.outside).toBeCloseTo(0.05, 9);
    expect(beyond.inside).toBeGreaterThan(0.95);
  });

  it('is absent with a single seed, and where nothing varies', () => {
    expect(testRegion(comparison(0, 1), { low: 0, high: null })).toBeNull();
    const rows = [0.5, 0.8].map((value) => new Map([1, 2].map((seed) => [seed, { value, examples: null }])));
    const still = compare([{ weight: 1, rows }], [-1, 1]);
    expect(testRegion(still, { low: 0, high: null })).toBeNull();
  });
});

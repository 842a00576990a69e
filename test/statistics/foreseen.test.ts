import { describe, expect, it } from 'vitest';
import { compare } from '../../src/statistics/comparison.js';
import { DISCORDANCE, leastReach, leastSpread, reach, seedsFor } from '../../src/statistics/foreseen.js';
import type { Design } from '../../src/statistics/foreseen.js';
import { testRegion } from '../../src/statistics/region.js';
import { randomStream } from '../../src/random/stream.js';

describe('the spread that examples alone make', () => {
  it('is that of a share of discordant pairs', () => {
    expect(leastSpread([{ weight: 1, examples: 2400 }])).toBeCloseTo(Math.sqrt(DISCORDANCE / 2400), 12);
  });

  it('is smaller of a mean over columns, and nothing where there are no examples', () => {
    const half = { weight: 0.5, examples: 1200 };
    expect(leastSpread([half, half])).toBeCloseTo(leastSpread([{ weight: 1, examples: 2400 }]), 12);
    expect(leastSpread([])).toBe(0);
    expect(leastSpread([{ weight: 1, examples: Infinity }])).toBe(0);
  });
});

describe('how far a difference must lie within its bounds', () => {
  it('is Bloom’s sum of two quantiles of Student’s distribution, over the root of the seeds', () => {
    // t(0.975, 4) = 2.776445, t(0.8, 4) = 0.940965; t(0.95, 4) = 2.131847, t(0.9, 4) = 1.533206.
    expect(reach({ seeds: 5, tests: 1, bounds: 1, freedom: 1 })).toBeCloseTo(
      (2.776445 + 0.940965) / Math.sqrt(5),
      5,
    );
    expect(reach({ seeds: 5, tests: 1, bounds: 2, freedom: 1 })).toBeCloseTo(
      (2.131847 + 1.533206) / Math.sqrt(5),
      5,
    );
  });

  it('has the degrees of freedom of all variants where their variance is pooled', () => {
    // t(0.975, 10) = 2.228139, t(0.8, 10) = 0.879058.
    const design: Design = { seeds: 3, tests: 1, bounds: 1, freedom: 5 };
    expect(reach(design)).toBeCloseTo((2.228139 + 0.879058) / Math.sqrt(3), 5);
  });

  it('grows with the tests that are corrected together and falls with the seeds', () => {
    const at = (seeds: number, tests: number): number => reach({ seeds, tests, bounds: 2, freedom: 1 });
    expect(at(3, 8)).toBeGreaterThan(at(3, 1));
    expect(at(5, 8)).toBeLessThan(at(3, 8));
    expect(leastReach({ seeds: 3, bounds: 2 })).toBeCloseTo(1.644854 / Math.sqrt(3), 5);
  });

  const designs: readonly Design[] = [
    { seeds: 3, tests: 8, bounds: 1, freedom: 1 },
    { seeds: 3, tests: 8, bounds: 2, freedom: 1 },
    { seeds: 5, tests: 8, bounds: 2, freedom: 1 },
  ];
  it.each(designs)('is found by the real test about as often as is said: %o', (design) => {
    const far = reach(design);
    expect(found(design, far)).toBeGreaterThan(0.65);
    expect(found(design, far)).toBeLessThan(0.85);
    expect(found(design, 0.5 * far)).toBeLessThan(0.65);
    expect(found(design, 2 * far)).toBeGreaterThan(0.9);
  });
});

/** How often the test of a region finds it, among six alike variants whose differences deviate by 1 from seed to seed. */
function found({ seeds, tests, bounds }: Design, far: number): number {
  const random = randomStream('foreseen', seeds, bounds);
  const tables = 400;
  const weights = [-1, 1, 0, 0, 0, 0];
  let count = 0;
  for (let table = 0; table < tables; table++) {
    const rows = weights.map(
      (weight) =>
        new Map(
          Array.from({ length: seeds }, (_, seed) => {
            const value = random.normal() / Math.SQRT2 + (bounds === 1 && weight === 1 ? far : 0);
            return [seed, { value, examples: null }];
          }),
        ),
    );
    const region = bounds === 1 ? { low: 0, high: null } : { low: -far, high: far };
    const tested = testRegion(compare([{ weight: 1, rows }], weights), region);
    if (tested !== null && tested.inside < 0.05 / tests) count += 1;
  }
  return count / tables;
}

describe('the seeds that would do', () => {
  it('are the fewest that reach so far', () => {
    const design: Design = { seeds: 3, tests: 4, bounds: 2, freedom: 1 };
    const seeds = seedsFor(design, 0.01, 0.02)!;
    expect(reach({ ...design, seeds }) * 0.02).toBeLessThanOrEqual(0.01);
    expect(reach({ ...design, seeds: seeds - 1 }) * 0.02).toBeGreaterThan(0.01);
  });

  it('are none where no number would do', () => {
    expect(seedsFor({ seeds: 3, tests: 4, bounds: 2, freedom: 1 }, 1e-9, 1)).toBeNull();
  });
});

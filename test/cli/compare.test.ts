import { expect, it } from 'vitest';
import { renderComparison } from '../../src/cli/terminal/comparison.js';
import type { CompareRow } from '../../src/results/compare.js';

const ROW: CompareRow = {
  task: 'SST-2',
  metric: 'accuracy',
  a: 0.5,
  b: 0.625,
  difference: 0.125,
  low: -0.01,
  high: 0.26,
  n: 3,
  p: 0.0004,
  test: 'seeds',
  h: 0.2527,
  effect: null,
  minimumDetectableEffect: 0.08,
  extraSeeds: 12,
  data: 'different',
};

it('prints two variants side by side in percent and points, and dashes for what is absent', () => {
  const variants = [
    { experiment: 'heads', variant: 'reference' },
    { experiment: 'heads', variant: 'heads=8' },
  ] as const;
  const text = renderComparison([ROW], variants);
  expect(text).toContain('A: heads, reference\nB: heads, heads=8\n');
  expect(text).toMatch(
    /^SST-2 +accuracy +50\.0 +62\.5 +\+12\.5 +−1\.0 to \+26\.0 +3 +<0\.001 +seeds +0\.25 +– +8\.0 +12$/m,
  );
  expect(text).toContain('Evaluated on different data: SST-2.');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});

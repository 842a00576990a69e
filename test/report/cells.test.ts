import { describe, expect, it } from 'vitest';
import type { Cell, Interval } from '../../src/report/model.js';
import { scoreCell } from '../../src/report/tables/cells.js';

const cell = (mean: number, interval: Interval): Cell => ({
  ...{
    mean,
    interval,
    examples: null,
    n: 1,
    best: false,
    diverged: [],
    fromReference: null,
    absent: null,
    runs: [],
    origin: null,
  },
});

const over = (kind: Interval['over'], low: number, high: number): Interval => ({
  ...{ low, high, halfWidth: (high - low) / 2, over: kind },
});

describe('the cell of a score', () => {
  it('has ± where the interval stays within what a share can be', () => {
    expect(scoreCell(cell(0.5, over('examples', 0.4, 0.61))).text).toBe('50.0 ± 10.5ᵉ');
  });

  it('has both ends where ± would leave it: 0 is not minus 21.7 to 21.7', () => {
    expect(scoreCell(cell(0, over('examples', 0, 0.434))).text).toBe('0.0 [0.0, 43.4]ᵉ');
    expect(scoreCell(cell(1, over('examples', 0.8, 1))).text).toBe('100.0 [80.0, 100.0]ᵉ');
  });

  it('says on which side of the baseline it is, where that is known', () => {
    const far = { ...cell(0.5, over('seeds', 0.4, 0.6)), fromReference: 'below' as const };
    expect(scoreCell(far).text).toBe('50.0 ± 10.0⁻');
  });

  it('says in words that trials diverged, and how many', () => {
    const some = {
      ...cell(0.5, over('seeds', 0.4, 0.6)),
      mean: null,
      diverged: [2],
      absent: 'diverged 1/3',
    };
    expect(scoreCell(some)).toEqual({ text: 'diverged 1/3', strong: false, absent: null });
  });

  it('keeps ± for an interval over seeds, which is centred on the mean', () => {
    expect(scoreCell(cell(0.01, over('seeds', -0.02, 0.04))).text).toBe('1.0 ± 3.0');
  });
});

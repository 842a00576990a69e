import { describe, expect, it } from 'vitest';
import type { Interval } from '../../src/results/intervals.js';
import type { Delta } from '../../src/results/comparisons.js';
import type { Cell } from '../../src/results/scores.js';
import { deltaCell } from '../../src/report/tables/ablations.js';
import { scoreCell } from '../../src/report/tables/cells.js';

const cell = (mean: number, interval: Interval): Cell => ({
  mean,
  interval,
  examples: null,
  n: 1,
  planned: 1,
  diverged: [],
  absent: null,
  runs: [],
});

const over = (kind: Interval['over'], low: number, high: number): Interval => ({
  low,
  high,
  halfWidth: (high - low) / 2,
  over: kind,
});

describe('the cell of a score', () => {
  it('has ± where the interval stays within what a share can be', () => {
    expect(scoreCell(cell(0.5, over('examples', 0.4, 0.61))).text).toBe('50.0 ± 10.5ᵉ');
  });

  it('has both ends where ± would leave it: 0 is not minus 21.7 to 21.7', () => {
    expect(scoreCell(cell(0, over('examples', 0, 0.434))).text).toBe('0.0 [0.0, 43.4]ᵉ');
    expect(scoreCell(cell(1, over('examples', 0.8, 1))).text).toBe('100.0 [80.0, 100.0]ᵉ');
  });

  it('says on which side of the reference it is, where that is known', () => {
    const mark = { best: false, fromReference: 'below' as const };
    expect(scoreCell(cell(0.5, over('seeds', 0.4, 0.6)), { mark }).text).toBe('50.0 ± 10.0⁻');
  });

  it('says in words that trials diverged, and how many', () => {
    const some = {
      ...cell(0.5, over('seeds', 0.4, 0.6)),
      mean: null,
      planned: 3,
      diverged: [2],
      absent: 'diverged' as const,
    };
    expect(scoreCell(some)).toEqual({ text: 'diverged 1/3', strong: false, absent: null });
  });

  it('keeps ± for an interval over seeds, which is centred on the mean', () => {
    expect(scoreCell(cell(0.01, over('seeds', -0.02, 0.04))).text).toBe('1.0 ± 3.0');
  });

  it('says that all seeds agree, where ± 0.0 would read as if it were measured', () => {
    expect(scoreCell(cell(0.9, over('seeds', 0.9, 0.9))).text).toBe('90.0 (identical)');
    expect(scoreCell({ ...cell(0.9, over('seeds', 0.9, 0.9)), n: 2 }, { withRuns: true }).text).toBe(
      '90.0 (identical) (2)',
    );
    expect(scoreCell(cell(0, over('examples', 0, 0))).text).toBe('0.0 (identical)ᵉ');
    expect(scoreCell(cell(0.9, over('seeds', 0.8998, 0.9002))).text).toBe('90.0 ± 0.0');
  });

  it('of a correlation may be negative, and has ± where the interval stays within −1 and 1', () => {
    expect(scoreCell(cell(-0.05, over('examples', -0.15, 0.05))).text).toBe('−5.0 ± 10.0ᵉ');
    expect(scoreCell(cell(-0.95, over('examples', -0.99, -0.8))).text).toBe('−95.0 [−99.0, −80.0]ᵉ');
  });
});

describe('the cell of a difference', () => {
  const delta = (given: Partial<Delta>): Delta => ({
    column: 'SST-2',
    mean: 0,
    interval: null,
    n: 3,
    p: 1,
    test: 'seeds',
    adjustedP: 1,
    differs: false,
    effect: null,
    minimumDetectableEffect: null,
    extraSeeds: null,
    ...given,
  });

  it('says that all seeds, or all examples of the one, gave it', () => {
    expect(deltaCell(delta({})).text).toBe('0.0 (identical)');
    expect(deltaCell(delta({ mean: 0.013, p: null })).text).toBe('+1.3 (identical)');
    expect(deltaCell(delta({ n: 1, test: 'McNemar' })).text).toBe('0.0 (identical)ᵉ');
  });

  it('has its interval where one is known, and nothing where there was no test', () => {
    expect(deltaCell(delta({ mean: 0.013, interval: over('seeds', 0.003, 0.023) })).text).toBe('+1.3 ± 1.0');
    expect(deltaCell(delta({ mean: 0.013, p: null, test: null })).text).toBe('+1.3');
  });
});

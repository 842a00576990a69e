import { describe, expect, it } from 'vitest';
import { classShares, taskMetrics } from '../../src/stages/metrics.js';
import { accuracy, f1 } from '../../src/statistics/metrics.js';

const rows = (split: string, pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([label, predicted]) => ({ split, label, predicted }));

// class 1: 2 found, 1 missed, 1 stated in error
const dev = rows('dev', [
  [1, 1],
  [1, 1],
  [1, 0],
  [0, 1],
  [0, 0],
  [0, 0],
  [0, 0],
  [0, 0],
]);

describe('metrics of predictions', () => {
  it('are the share of right ones and the F1 of class 1', () => {
    expect(accuracy(dev)).toBe(6 / 8);
    expect(f1(dev)).toBeCloseTo(2 / 3, 12);
    expect(f1(rows('dev', [[0, 1]]))).toBe(0);
  });

  it('are absent, not zero, where there is nothing to divide by', () => {
    expect([accuracy([]), f1(rows('dev', [[0, 0]]))]).toEqual([null, null]);
    expect(taskMetrics([], ['dev'], ['accuracy', 'f1'])).toEqual([]);
  });

  it('come by split and pooled over the examples of more than one', () => {
    const both = [
      ...rows('matched', [[2, 2]]),
      ...rows('mismatched', [
        [0, 1],
        [1, 1],
        [2, 0],
      ]),
    ];
    expect(taskMetrics(both, ['matched', 'mismatched'], ['accuracy'])).toEqual([
      { name: 'accuracy', split: 'matched', step: 0, value: 1 },
      { name: 'accuracy', split: 'mismatched', step: 0, value: 1 / 3 },
      { name: 'accuracy', split: 'all', step: 0, value: 2 / 4 },
    ]);
  });

  it('name no pooled value for a single split', () => {
    expect(
      taskMetrics(dev, ['dev'], ['f1', 'accuracy']).map(({ split, name }) => `${split} ${name}`),
    ).toEqual(['dev accuracy', 'dev f1']);
  });

  it('have class shares of the labels beside them', () => {
    expect(classShares(dev, ['dev', 'none'], { kind: 'classes', names: ['no', 'yes'] })).toEqual({
      classShares: { dev: [5 / 8, 3 / 8] },
    });
    expect(classShares(dev, ['dev'], { kind: 'range', low: 0, high: 1 })).toEqual({});
  });
});

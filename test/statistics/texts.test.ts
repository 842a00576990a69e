import { describe, expect, it } from 'vitest';
import { compare } from '../../src/statistics/comparison.js';
import { exampleInterval, partsOf } from '../../src/statistics/examples.js';
import { wilsonInterval } from '../../src/statistics/intervals.js';
import type { Outcome } from '../../src/statistics/metrics.js';
import { mean, squares } from '../../src/statistics/moments.js';
import { examplesByText, shareInterval, valuesByText } from '../../src/statistics/texts.js';

/** Five texts of 1 to 4 examples. */
const TEXTS = [7, 7, 7, 3, 9, 9, 3, 5, 5, 5, 5, 1];
const RIGHT = [1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 1].map((one) => one === 1);
const OUTCOMES: readonly Outcome[] = RIGHT.map((right) => ({ label: 1, predicted: right ? 1 : 0 }));
const ALONE = TEXTS.map((_, index) => index);

describe('examples that share a text', () => {
  it('are gathered by it, texts in the order in which they come', () => {
    expect(examplesByText(TEXTS)).toEqual([[0, 1, 2], [3, 6], [4, 5], [7, 8, 9, 10], [11]]);
  });

  it('give their mean, and its cluster-robust variance', () => {
    const values = RIGHT.map(Number);
    const parts = valuesByText(values, TEXTS);
    const share = mean(values);
    expect(mean(parts)).toBeCloseTo(share, 14);
    // Sums of residuals by text, written out: C / (C − 1) · Σ sum² / m².
    const residuals = [3 - 3 * share, -2 * share, -2 * share, 3 - 4 * share, 1 - share];
    const robust = (5 / 4) * (residuals.reduce((sum, one) => sum + one ** 2, 0) / 12 ** 2);
    expect(squares(parts) / 4 / 5).toBeCloseTo(robust, 14);
  });

  it('have values, intervals and parts to the bit as before where none is shared', () => {
    const values = [0.1, 0.7, 0.2];
    expect(valuesByText(values, [4, 2, 8])).toBe(values);
    expect(shareInterval(RIGHT, ALONE)).toEqual(wilsonInterval(7, 12));
    expect(partsOf(OUTCOMES, 'accuracy', ALONE)).toEqual(RIGHT.map(Number));
  });

  it('widen the interval of a score where they go together, of one run and of several', () => {
    const width = (runs: number, texts: readonly number[]): number => {
      const sample = { texts, stream: ['width'] };
      const { low, high } = exampleInterval(Array(runs).fill(OUTCOMES), 'accuracy', sample) ?? {
        low: NaN,
        high: NaN,
      };
      return high - low;
    };
    expect(width(1, TEXTS)).toBeGreaterThan(1.1 * width(1, ALONE));
    expect(width(2, TEXTS)).toBeGreaterThan(1.1 * width(2, ALONE));
  });

  it('narrow it where a text balances right and wrong, and tell nothing where all texts are alike', () => {
    const balanced = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];
    const third = balanced.map((_, index) => index % 3 === 0);
    expect(shareInterval(third, balanced)).toBeNull();
    const nearly = third.with(1, true);
    const { low, high } = shareInterval(nearly, balanced)!;
    const independent = wilsonInterval(5, 12)!;
    expect(high - low).toBeLessThan(independent.high - independent.low);
  });

  it('count as one each where all are right, or none', () => {
    const all = shareInterval(
      RIGHT.map(() => true),
      TEXTS,
    )!;
    expect(all.high).toBe(1);
    expect(all.low).toBeLessThan(wilsonInterval(5, 5)!.low);
    expect(
      shareInterval(
        RIGHT.map(() => false),
        TEXTS,
      )?.low,
    ).toBe(0);
    expect(shareInterval([true, false], [1, 1])).toBeNull();
  });

  it('are one observation of a comparison, which is then no test of examples by themselves', () => {
    const rows = [OUTCOMES.map((one) => ({ ...one, predicted: 0 })), OUTCOMES];
    const column = (texts: readonly number[]) =>
      rows.map((outcomes) => {
        const value = mean(outcomes.map(({ predicted }) => predicted));
        return new Map([[1, { value, examples: partsOf(outcomes, 'accuracy', texts) }]]);
      });
    const weights = [-1, 1];
    const byExample = compare([{ weight: 1, rows: column(ALONE) }], weights);
    const byText = compare([{ weight: 1, rows: column(TEXTS) }], weights);
    expect(byExample.test).toBe('McNemar');
    expect(byText).toMatchObject({ test: 'examples', mean: byExample.mean });
    expect(byText.p!).toBeGreaterThan(byExample.p!);
    expect(byText.noise?.exampleDf).toBe(4);
  });
});

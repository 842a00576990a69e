import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  bootstrapInterval,
  exampleInterval,
  percentile,
  pseudoValues,
} from '../../src/statistics/examples.js';
import { holm, holmOfPresent } from '../../src/statistics/holm.js';
import { tInterval, wilsonInterval } from '../../src/statistics/intervals.js';
import { METRICS } from '../../src/statistics/metrics.js';
import type { MetricName, Outcome } from '../../src/statistics/metrics.js';
import { mean, sampleDeviation } from '../../src/statistics/moments.js';

interface Golden {
  readonly binary: {
    readonly labels: readonly number[];
    readonly predicted: readonly number[];
    readonly accuracy: number;
    readonly f1: number;
    readonly matthews: number;
    readonly 'f1 interval': readonly [number, number];
    readonly bootstrap: readonly [number, number];
  };
  readonly values: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly pearson: number;
    readonly spearman: number;
  };
  readonly percentile: readonly number[];
}

/** Made by test/golden/statistics.py with SciPy and NumPy. */
const {
  binary,
  values,
  percentile: percentiles,
} = JSON.parse(readFileSync(new URL('../golden/statistics.json', import.meta.url), 'utf8')) as Golden;

const outcomesOf = (labels: readonly number[], predicted: readonly number[]): Outcome[] =>
  labels.map((label, index) => ({ label, predicted: predicted[index]! }));
const BINARY = outcomesOf(binary.labels, binary.predicted);
/** Examples that share nothing. */
const alone = (stream: string, examples: readonly Outcome[] = BINARY) => ({
  stream: [stream],
  texts: examples.map((_, index) => index),
});
const A = [0.61, 0.64, 0.66, 0.6, 0.65];

describe('mean and deviation', () => {
  it('agree with NumPy', () => {
    expect(mean(A)).toBeCloseTo(0.632, 14);
    expect(sampleDeviation(A)).toBeCloseTo(0.025884358211089593, 14);
    expect(sampleDeviation([0.61, 0.64])).toBeCloseTo(0.021213203435596444, 14);
  });

  it('say what is not defined', () => {
    expect(() => mean([])).toThrow('not defined');
    expect(sampleDeviation([0.5])).toBeNull();
  });

  it('give equal values no deviation at all', () => {
    expect(sampleDeviation([0.1, 0.1, 0.1])).toBe(0);
  });
});

describe('metrics', () => {
  it('agree with SciPy', () => {
    for (const name of ['accuracy', 'f1', 'matthews'] as const)
      expect(METRICS[name].of(BINARY)).toBeCloseTo(binary[name], 12);
    for (const name of ['pearson', 'spearman'] as const)
      expect(METRICS[name].of(outcomesOf(values.x, values.y))).toBeCloseTo(values[name], 12);
  });

  it('are null where they are not defined', () => {
    const constant = outcomesOf([0, 0, 0], [0, 0, 0]);
    const defined = (Object.keys(METRICS) as MetricName[]).filter(
      (name) => METRICS[name].of(constant) !== null,
    );
    expect(defined).toEqual(['accuracy']);
    expect(METRICS.accuracy.of([])).toBeNull();
  });

  it('do not depend on true negatives where they are F1', () => {
    const outcomes = outcomesOf([1, 1, 0], [1, 0, 1]);
    expect(METRICS.f1.of([...outcomes, ...outcomesOf([0, 0], [0, 0])])).toBe(METRICS.f1.of(outcomes));
  });
});

describe('the t interval', () => {
  // scipy 1.17.1: stats.t.interval(0.95, n - 1, loc=mean, scale=s / sqrt(n))
  it.each([
    [2, 0.4344069289573794, 0.8155930710426206],
    [3, 0.574150571872909, 0.6991827614604245],
    [5, 0.5998603242926801, 0.6641396757073199],
  ])('of %i values agrees with SciPy', (n, low, high) => {
    const interval = tInterval(A.slice(0, n));
    expect(interval?.low).toBeCloseTo(low, 10);
    expect(interval?.high).toBeCloseTo(high, 10);
  });

  it('does not exist for one value', () => {
    expect(tInterval([0.6])).toBeNull();
  });
});

describe("Wilson's interval", () => {
  // scipy 1.17.1: stats.binomtest(k, n).proportion_ci(0.95, 'wilson')
  it.each([
    [0, 10, 0, 0.27753279986288926],
    [10, 10, 0.7224672001371109, 1],
    [7, 10, 0.39677814746114526, 0.892208732593699],
    [322, 400, 0.7633481418022936, 0.8408493586537855],
    [1, 1, 0.20654931437723745, 1],
  ])('of %i in %i agrees with SciPy', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval?.low).toBeCloseTo(low, 12);
    expect(interval?.high).toBeCloseTo(high, 12);
  });

  it('does not exist without examples', () => {
    expect(wilsonInterval(0, 0)).toBeNull();
  });
});

describe('the interval over examples', () => {
  it("of one run is Wilson's, of F1 mapped through a share", () => {
    const right = Math.round(binary.accuracy * BINARY.length);
    expect(exampleInterval([BINARY], 'accuracy', alone(''))).toEqual(wilsonInterval(right, BINARY.length));
    const [low, high] = binary['f1 interval'];
    expect(exampleInterval([BINARY], 'f1', alone(''))?.low).toBeCloseTo(low, 12);
    expect(exampleInterval([BINARY], 'f1', alone(''))?.high).toBeCloseTo(high, 12);
  });

  it('of several runs is a seeded bootstrap, near to the one of SciPy', () => {
    const interval = exampleInterval([BINARY, BINARY], 'accuracy', alone('here'));
    // 1,000 resamples against 20,000: ends within two of 60 examples
    expect(Math.abs((interval?.low ?? NaN) - binary.bootstrap[0])).toBeLessThan(2 / 60);
    expect(Math.abs((interval?.high ?? NaN) - binary.bootstrap[1])).toBeLessThan(2 / 60);
    expect(exampleInterval([BINARY, BINARY], 'accuracy', alone('here'))).toEqual(interval);
    const pairs = outcomesOf(values.x, values.y);
    const [here, there] = ['here', 'there'].map((name) =>
      exampleInterval([pairs], 'pearson', alone(name, pairs)),
    );
    expect(here).not.toEqual(there);
  });

  it('of several runs is narrower than that of one where they differ', () => {
    const wrongFrom = (from: number): Outcome[] =>
      Array.from({ length: 100 }, (_, i) => ({ label: 1, predicted: i >= from && i < from + 20 ? 0 : 1 }));
    const width = (runs: readonly Outcome[][]): number => {
      const { low, high } = exampleInterval(runs, 'accuracy', alone('width', runs[0])) ?? {
        low: NaN,
        high: NaN,
      };
      return high - low;
    };
    expect(width([wrongFrom(0), wrongFrom(20)])).toBeLessThan(0.8 * width([wrongFrom(0), wrongFrom(0)]));
  });

  it('does not exist where no resample differs', () => {
    const wrong = outcomesOf([1, 1, 1], [0, 0, 0]);
    expect(exampleInterval([wrong, wrong], 'accuracy', alone('', wrong))).toBeNull();
    expect(bootstrapInterval({ score: () => 0, texts: [], stream: [] })).toBeNull();
  });

  it('takes percentiles as NumPy does', () => {
    const sorted = [1, 2, 4, 8, 16];
    [0.025, 0.5, 0.975].forEach((share, index) =>
      expect(percentile(sorted, share)).toBeCloseTo(percentiles[index]!, 12),
    );
  });
});

describe('pseudo-values', () => {
  it('are right or wrong for accuracy', () => {
    expect(pseudoValues(outcomesOf([1, 0], [1, 1]), 'accuracy')).toEqual([1, 0]);
  });

  it.each(['f1', 'matthews', 'pearson'] as const)('of %s leave one example out each', (name) => {
    const found = pseudoValues(BINARY, name) ?? [];
    const m = BINARY.length;
    const all = METRICS[name].of(BINARY) ?? NaN;
    [0, 17, 59].forEach((i) => {
      const without = METRICS[name].of(BINARY.toSpliced(i, 1)) ?? NaN;
      expect(found[i]).toBeCloseTo(m * all - (m - 1) * without, 10);
    });
    expect(mean(found)).toBeCloseTo(all, 2);
  });

  it('do not exist where the score does not', () => {
    expect(pseudoValues(outcomesOf([0, 0], [0, 0]), 'f1')).toBeNull();
  });
});

describe("Holm's correction", () => {
  // R 4: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
  it('agrees with R', () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((value, index) => expect(adjusted[index]).toBeCloseTo(value, 14));
  });

  it('stays within 1 and handles none', () => {
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  it('counts only what is there', () => {
    expect(holmOfPresent([null, 0.02, null, 0.5])).toEqual([null, 0.04, null, 0.5]);
  });
});

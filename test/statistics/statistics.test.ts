import { describe, expect, it } from 'vitest';
import { bestRows } from '../../src/statistics/best.js';
import { accuracy, f1 } from '../../src/statistics/classification.js';
import { differenceOf, holm, pairedDifference } from '../../src/statistics/differences.js';
import { tInterval, wilsonInterval } from '../../src/statistics/intervals.js';
import { mean, sampleDeviation } from '../../src/statistics/moments.js';

const A = [0.61, 0.64, 0.66, 0.6, 0.65];
const B = [0.7, 0.69, 0.75, 0.66, 0.71];
const bySeed = (values: readonly number[]) => new Map(values.map((value, index) => [index + 1, value]));

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

describe('scores of predictions', () => {
  const outcomes = (both: number, missed: number, claimed: number, neither: number) => [
    ...Array.from({ length: both }, () => ({ label: 1, predicted: 1 })),
    ...Array.from({ length: missed }, () => ({ label: 1, predicted: 0 })),
    ...Array.from({ length: claimed }, () => ({ label: 0, predicted: 1 })),
    ...Array.from({ length: neither }, () => ({ label: 0, predicted: 0 })),
  ];

  it('are accuracy over all examples, with an interval around it', () => {
    const score = accuracy(outcomes(300, 40, 38, 22));
    expect(score?.value).toBe(0.805);
    expect(score?.low).toBeCloseTo(0.7633481418022936, 12);
    expect(score?.high).toBeCloseTo(0.8408493586537855, 12);
    expect(accuracy([])).toBeNull();
  });

  // scipy 1.17.1: the Wilson interval of 30 in 50, each end x mapped to 2x / (1 + x)
  it('are F1 of the class 1, whatever the true negatives', () => {
    const score = f1(outcomes(30, 12, 8, 5));
    expect(score?.value).toBeCloseTo(0.75, 14);
    expect(score?.low).toBeCloseTo(0.631837235413303, 12);
    expect(score?.high).toBeCloseTo(0.8398507346902943, 12);
    expect(f1(outcomes(30, 12, 8, 500))).toEqual(score);
  });

  it('have no F1 where no example is or is said to be of class 1, and 0 where none is rightly', () => {
    expect(f1(outcomes(0, 0, 0, 9))).toBeNull();
    const none = f1(outcomes(0, 7, 5, 9));
    expect(none?.value).toBe(0);
    expect(none?.high).toBeCloseTo(0.39033428790216534, 12);
  });
});

describe('a paired difference', () => {
  // scipy 1.17.1: stats.ttest_rel(b, a), its p value and confidence_interval()
  it.each([
    [2, 0.17717106556580978, -0.18412409472349417, 0.32412409472349407],
    [3, 0.02893923888227723, 0.019297963603340414, 0.13403536972999283],
    [5, 0.0011160552418260055, 0.04677059364614808, 0.09322940635385188],
  ])('of %i seeds agrees with SciPy', (n, p, low, high) => {
    const difference = pairedDifference(bySeed(A.slice(0, n)), bySeed(B.slice(0, n)));
    expect(difference.n).toBe(n);
    expect(difference.p).toBeCloseTo(p, 10);
    expect(difference.interval?.low).toBeCloseTo(low, 10);
    expect(difference.interval?.high).toBeCloseTo(high, 10);
  });

  it('compares only the seeds that both have', () => {
    const some = new Map([
      [3, 0.7],
      [1, 0.5],
      [9, 0.1],
    ]);
    const difference = pairedDifference(bySeed([0.4, 0.4, 0.4]), some);
    expect(difference.n).toBe(2);
    expect(difference.mean).toBeCloseTo(0.2, 14);
  });

  it('has a mean but neither interval nor p with one seed, and nothing with none', () => {
    const one = pairedDifference(bySeed([0.4]), bySeed([0.5]));
    expect(one.mean).toBeCloseTo(0.1, 14);
    expect(one).toMatchObject({ n: 1, interval: null, p: null });
    expect(pairedDifference(bySeed([0.4]), new Map())).toEqual({ n: 0, mean: null, interval: null, p: null });
  });

  it('takes equal differences for no proof: without spread there is no estimate of the noise', () => {
    expect(differenceOf([0.03125, 0.03125, 0.03125]).p).toBeNull();
    expect(differenceOf([0.7 - 0.6, 0.3 - 0.2]).p).toBeNull();
    expect(differenceOf([0, 0, 0]).p).toBe(1);
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
});

describe('the best of a column', () => {
  const worse = bySeed([0.5, 0.51, 0.52, 0.5]);
  const middle = bySeed([0.6, 0.605, 0.61, 0.6]);
  const better = bySeed([0.7, 0.702, 0.709, 0.701]);

  it('is the highest mean where it differs from every other row', () => {
    expect(bestRows([[worse, better, middle]])).toEqual([1]);
  });

  it('is nobody where one other row is as good within the noise', () => {
    const close = bySeed([0.71, 0.69, 0.7, 0.705]);
    expect(bestRows([[worse, better, close]])).toEqual([null]);
  });

  it('is nobody with one seed, with one row, and without runs', () => {
    expect(bestRows([[bySeed([0.2]), bySeed([0.9])]])).toEqual([null]);
    expect(bestRows([[better]])).toEqual([null]);
    expect(bestRows([[new Map(), new Map()]])).toEqual([null]);
  });

  it('leaves rows without runs out of the comparison', () => {
    expect(bestRows([[worse, new Map(), better]])).toEqual([2]);
  });

  it('asks more of each column the more columns there are', () => {
    const ahead = bySeed([0.53, 0.56, 0.55, 0.55]);
    expect(bestRows([[worse, ahead]])).toEqual([1]);
    const tie = [bySeed([0.5, 0.6, 0.5, 0.6]), bySeed([0.6, 0.5, 0.61, 0.5])];
    expect(bestRows([[worse, ahead], ...Array.from({ length: 9 }, () => tie)])[0]).toBeNull();
  });
});

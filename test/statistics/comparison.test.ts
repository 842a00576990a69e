import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bestRows } from '../../src/statistics/best.js';
import { compare, comparePair, mcnemar } from '../../src/statistics/comparison.js';
import type { Column } from '../../src/statistics/runs.js';
import {
  cohensH,
  detectableDifference,
  seedsToResolve,
  standardizedEffect,
} from '../../src/statistics/effects.js';
import { mean } from '../../src/statistics/moments.js';
import { degreesOfFreedom } from '../../src/statistics/noise.js';

interface Golden {
  readonly right: readonly (readonly (readonly number[])[])[];
  readonly comparisons: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly mcnemar: { readonly pairs: readonly number[]; readonly p: number };
}

/** Made by test/golden/statistics.py with SciPy and NumPy. */
const GOLDEN = JSON.parse(
  readFileSync(new URL('../golden/statistics.json', import.meta.url), 'utf8'),
) as Golden;

const columnOf = (right: Golden['right']): Column =>
  right.map((runs) => new Map(runs.map((examples, seed) => [seed + 1, { value: mean(examples), examples }])));

/** Rows of values alone, one a seed. */
const values = (...rows: readonly (readonly number[])[]): Column =>
  rows.map((row) => new Map(row.map((value, seed) => [seed + 1, { value, examples: null }])));

const COLUMN = columnOf(GOLDEN.right);

describe('comparing two rows over seeds', () => {
  it.each(Object.entries(GOLDEN.comparisons))('%s agrees with SciPy and NumPy', (rows, wanted) => {
    const [a, b] = rows.split(' ').map(Number);
    const found = comparePair(COLUMN, a!, b!);
    expect(found.mean).toBeCloseTo(wanted.mean!, 12);
    expect(found.noise && degreesOfFreedom(found.noise)).toBeCloseTo(wanted.df!, 8);
    expect(found.interval?.low).toBeCloseTo(wanted.low!, 10);
    expect(found.interval?.high).toBeCloseTo(wanted.high!, 10);
    expect(found.p).toBeCloseTo(wanted.p!, 10);
    expect(standardizedEffect(found)).toBeCloseTo(wanted.effect!, 10);
    expect(detectableDifference(found)).toBeCloseTo(wanted.detectable!, 8);
  });

  it('is a paired t-test where there are two rows and no examples', () => {
    // scipy 1.17.1: ttest_rel([0.7, 0.69, 0.75], [0.61, 0.64, 0.66])
    const found = comparePair(values([0.61, 0.64, 0.66], [0.7, 0.69, 0.75]), 0, 1);
    expect(found).toMatchObject({ n: 3, test: 'seeds' });
    expect(found.p).toBeCloseTo(0.02893923888227723, 10);
    expect(found.interval?.low).toBeCloseTo(0.019297963603340414, 10);
  });

  it('takes its noise from all rows of the table, unless its own is larger', () => {
    const quiet = [0.5, 0.52, 0.51];
    const wild = [0.3, 0.9, 0.5];
    const alone = comparePair(values(quiet, [0.53, 0.54, 0.54]), 0, 1);
    const beside = comparePair(values(quiet, [0.53, 0.54, 0.54], wild), 0, 1);
    expect(beside.interval?.high).toBeGreaterThan(alone.interval?.high ?? NaN);
    expect(beside.noise?.seedDf).toBe(4);
    expect(comparePair(values(quiet, quiet, wild), 0, 2).noise?.seedDf).toBe(2);
  });

  it('adds the noise of examples where models differ in them, as long as their runs tell', () => {
    const taste = columnOf(
      [
        [1, 1, 1, 0, 0, 0, 1, 0].map((right) => [right, right, right, right]),
        [0, 0, 1, 1, 0, 1, 1, 0].map((right) => [right, right, right, right]),
      ].map((row) => [0, 1, 2].map((seed) => row.flat().map((right, i) => (i === seed ? 1 - right : right)))),
    );
    const blind = taste.map(
      (runs) => new Map([...runs].map(([seed, { value }]) => [seed, { value, examples: null }])),
    );
    expect(comparePair(taste, 0, 1).noise?.examples).toBeGreaterThan(0);
    expect(comparePair(blind, 0, 1).noise?.examples).toBe(0);
  });

  it('compares only the seeds that both have', () => {
    const [a] = values([0.4, 0.4, 0.4]);
    const b = new Map([3, 1, 9].map((seed) => [seed, { value: seed / 10, examples: null }]));
    expect(comparePair([a!, b], 0, 1)).toMatchObject({ n: 2 });
    expect(comparePair([a!, b], 0, 1).mean).toBeCloseTo(-0.2, 14);
    expect(comparePair([a!, new Map()], 0, 1)).toMatchObject({ n: 0, mean: null, interval: null, p: null });
  });

  it('takes equal differences for no proof: without spread there is no estimate of the noise', () => {
    expect(comparePair(values([0.1, 0.2, 0.3], [0.2, 0.3, 0.4]), 0, 1).p).toBeNull();
    expect(comparePair(values([0.7, 0.3], [0.7, 0.3]), 0, 1).p).toBe(1);
  });

  it('weighs rows and columns: a mean over tasks is one comparison', () => {
    const columns = [
      { weight: 0.5, rows: values([0.5, 0.6], [0.7, 0.7]) },
      { weight: 0.5, rows: values([0.2, 0.1], [0.2, 0.3]) },
    ];
    expect(compare(columns, [-1, 1]).mean).toBeCloseTo((0.15 + 0.1) / 2, 14);
    expect(compare([columns[0]!], [-0.5, 0.5]).mean).toBeCloseTo(0.5 * 0.5 * 0.15, 14);
  });
});

describe('comparing two models of one seed', () => {
  it("is McNemar's exact test, and agrees with SciPy", () => {
    expect(mcnemar(GOLDEN.mcnemar.pairs)).toBeCloseTo(GOLDEN.mcnemar.p, 12);
    const single = columnOf(GOLDEN.right.map(([first]) => [first!]));
    const found = comparePair(single, 0, 3);
    expect(found).toMatchObject({ n: 1, test: 'McNemar' });
    expect(found.p).toBeCloseTo(GOLDEN.mcnemar.p, 12);
    expect(found.interval?.low).toBeLessThan(found.mean ?? NaN);
  });

  it('has neither interval nor p without the examples', () => {
    expect(comparePair(values([0.4], [0.5]), 0, 1)).toMatchObject({ n: 1, interval: null, p: null });
  });
});

describe('what could have been seen', () => {
  it('gets smaller with every seed, until the noise of examples is all', () => {
    const found = comparePair(values([0.61, 0.64, 0.66], [0.7, 0.69, 0.75]), 0, 1);
    const more = seedsToResolve(found) ?? NaN;
    expect(more).toBeGreaterThan(10);
    // scipy 1.17.1: with s = 0.0230940 the least n with (t.975 + t.8)(n − 1) · s / √n ≤ 0.005 is 170
    expect(more + 3).toBe(170);
    expect(seedsToResolve(found, 0.5)).toBe(0);
    const noise = { ...found.noise, examples: 0.01 ** 2, exampleDf: 99 } as NonNullable<typeof found.noise>;
    expect(seedsToResolve({ ...found, noise })).toBeNull();
  });

  it('is not known of one seed', () => {
    expect(seedsToResolve(comparePair(values([0.4], [0.5]), 0, 1))).toBeNull();
  });

  it("has Cohen's h as the effect of a difference of shares", () => {
    expect(cohensH(0, 0.5)).toBeCloseTo(Math.PI / 2, 14);
    expect(cohensH(0.65, 0.45)).toBeCloseTo(-cohensH(0.45, 0.65), 14);
  });
});

describe('the best of a column', () => {
  const worse = [0.5, 0.51, 0.52, 0.5];
  const middle = [0.6, 0.605, 0.61, 0.6];
  const better = [0.7, 0.702, 0.709, 0.701];

  it('is the highest mean where it differs from every other row', () => {
    expect(bestRows([values(worse, better, middle)])).toEqual([1]);
  });

  it('is nobody where one other row is as good within the noise', () => {
    expect(bestRows([values(worse, better, [0.71, 0.69, 0.7, 0.705])])).toEqual([null]);
  });

  it('is nobody with one seed, with one row, and without runs', () => {
    expect(bestRows([values([0.2], [0.9])])).toEqual([null]);
    expect(bestRows([columnOf(GOLDEN.right.map(([first]) => [first!]))])).toEqual([null]);
    expect(bestRows([values(better)])).toEqual([null]);
    expect(bestRows([[new Map(), new Map()]])).toEqual([null]);
  });

  it('leaves rows without runs out of the comparison', () => {
    expect(bestRows([values(worse, [], better)])).toEqual([2]);
  });

  it('asks more of each column the more columns there are', () => {
    const ahead = values(worse, [0.53, 0.56, 0.55, 0.55]);
    expect(bestRows([ahead])).toEqual([1]);
    const tie = values([0.5, 0.6, 0.5, 0.6], [0.6, 0.5, 0.61, 0.5]);
    expect(bestRows([ahead, ...Array.from({ length: 9 }, () => tie)])[0]).toBeNull();
  });
});

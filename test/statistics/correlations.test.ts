import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/stream.js';
import {
  drawnPearson,
  drawnSpearman,
  pearsonWithoutEach,
  spearmanWithoutEach,
} from '../../src/statistics/correlations.js';
import { exampleInterval, pseudoValues } from '../../src/statistics/examples.js';
import { METRICS } from '../../src/statistics/metrics.js';
import type { Outcome } from '../../src/statistics/metrics.js';

/** Of examples that share nothing. */
const sampleOf = (outcomes: readonly Outcome[]) => ({
  texts: outcomes.map((_, index) => index),
  stream: ['one'],
});

/** Labels in fifths from 0 to 5, so that many are equal; predictions near them, some equal, too. */
function scored(count: number, name: string): readonly Outcome[] {
  const random = randomStream('scored', name);
  return Array.from({ length: count }, () => {
    const label = random.integer(26) / 5;
    const predicted = label + random.normal();
    return { label, predicted: random.integer(3) === 0 ? Math.round(predicted) : predicted };
  });
}

const SETS: readonly (readonly [string, readonly Outcome[]])[] = [
  ['many examples', scored(200, 'many')],
  ['few examples', scored(7, 'few')],
  ['three examples of which two are equal', [0, 0, 1].map((label, i) => ({ label, predicted: i }))],
  ['two examples', [0, 1].map((label) => ({ label, predicted: label }))],
];

const QUICK = {
  pearson: { drawn: drawnPearson, without: pearsonWithoutEach },
  spearman: { drawn: drawnSpearman, without: spearmanWithoutEach },
} as const;

describe.each(['pearson', 'spearman'] as const)('the quick forms of %s', (name) => {
  const { of } = METRICS[name];
  const { drawn, without } = QUICK[name];
  const near = (value: number | null) => (value === null ? null : expect.closeTo(value, 10));

  it.each(SETS)('leave out each example as if the rest were scored anew: %s', (_, outcomes) => {
    expect(without(outcomes)).toEqual(outcomes.map((_one, i) => near(of(outcomes.toSpliced(i, 1)))));
  });

  it.each(SETS)('score a draw as if its examples were all there are: %s', (_, outcomes) => {
    const random = randomStream('drawn', outcomes.length);
    const score = drawn(outcomes);
    for (let draw = 0; draw < 20; draw++) {
      const indices = outcomes.map(() => random.integer(outcomes.length));
      expect(score(indices)).toEqual(near(of(indices.map((index) => outcomes[index]!))));
    }
  });

  it('give no score where all predictions are one', () => {
    const flat = scored(50, 'flat').map(({ label }) => ({ label, predicted: 0.1 }));
    expect(of(flat)).toBeNull();
    expect(drawn(flat)([0, 1, 2, 3])).toBeNull();
    expect(exampleInterval([flat], name, sampleOf(flat))).toBeNull();
    expect(pseudoValues(flat, name)).toBeNull();
  });

  it('have an interval around the score, narrower for more examples', () => {
    const width = (count: number): number => {
      const outcomes = scored(count, 'wide');
      const bounds = exampleInterval([outcomes], name, sampleOf(outcomes)) ?? { low: NaN, high: NaN };
      const value = of(outcomes) ?? NaN;
      expect(bounds.low).toBeLessThan(value);
      expect(bounds.high).toBeGreaterThan(value);
      return bounds.high - bounds.low;
    };
    expect(width(400)).toBeLessThan(width(50));
  });

  it('have pseudo-values whose mean is near the score', () => {
    const outcomes = scored(300, 'pseudo');
    const found = pseudoValues(outcomes, name) ?? [];
    expect(found).toHaveLength(300);
    expect(found.reduce((sum, value) => sum + value, 0) / 300).toBeCloseTo(of(outcomes) ?? NaN, 2);
  });
});

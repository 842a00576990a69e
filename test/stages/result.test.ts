import { describe, expect, it } from 'vitest';
import { hashResult } from '../../src/stages/result.js';
import type { Prediction } from '../../src/stages/result.js';

const ofClasses: readonly Prediction[] = [
  { split: 'dev', id: 'a', label: 1, predicted: 0, scores: [-0.25, -1.5] },
  { split: 'dev', id: 'b', label: 0, predicted: 0, scores: [-0.125, -2.5] },
];
const ofNumbers = (predicted: number): readonly Prediction[] => [
  { split: 'dev', id: 'a', label: 3.8, predicted, scores: [] },
];
const hashOf = (predictions: readonly Prediction[]) => hashResult({ metrics: [], predictions });

describe('the hash of a result', () => {
  it('is what stores and lock files have had of classes from the first', () => {
    const metrics = [{ name: 'accuracy', split: 'dev', step: 0, value: 0.5 }];
    const overlaps = [{ split: 'dev', id: 'a', words: 8, corpus: 0.5, train: 0, copy: null }];
    expect(hashResult({ metrics, predictions: ofClasses, overlaps })).toBe(
      'f9760bd5c9e076a8d5532a8f97751655c83b888aea77439b8faa7b109036f00e',
    );
    expect(hashOf([])).toBe('2eb10314045a0dc82625bff20251ab4a79c8880d0e9beeccf6a82a38d533ed2d');
  });

  it('tells numbers apart that differ in their last bit', () => {
    const nextAfter = 2.6 + Number.EPSILON * 2;
    expect(nextAfter).not.toBe(2.6);
    expect(hashOf(ofNumbers(2.6))).toBe(hashOf(ofNumbers(2.6)));
    expect(hashOf(ofNumbers(nextAfter))).not.toBe(hashOf(ofNumbers(2.6)));
  });

  it('is another when two examples change places, and when a label changes', () => {
    expect(hashOf(ofClasses.toReversed())).not.toBe(hashOf(ofClasses));
    expect(hashOf(ofClasses.map((one) => ({ ...one, label: 1 })))).not.toBe(hashOf(ofClasses));
  });
});

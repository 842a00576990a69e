import { describe, expect, it } from 'vitest';
import { observedRates } from '../../src/run/rates.js';
import type { StageRecord } from '../../src/store/store.js';

const training = (seconds: number, flops: number, more: Partial<StageRecord> = {}, hiddenSize = 64) =>
  ({
    ...{ status: 'done', kind: 'finetune', engine: 'native', seconds, ...more },
    spec: { kind: 'finetune', model: { hiddenSize } },
    estimate: { parameters: 1, flops, seconds: 1, bytes: 1 },
  }) as StageRecord;

const asked = { engine: 'native', numericsVersion: 'float32', assumed: 40e9 } as const;
const withNumerics = (numericsVersion: string) =>
  ({ provenance: { numericsVersion } }) as Partial<StageRecord>;

describe('the rate of an engine', () => {
  it('is that of its long trainings, weighted by their length', () => {
    const records = [training(10, 1e12), training(30, 2e12), training(0.1, 1e6), training(3, 1e8)];
    expect(observedRates(records, asked)(64)).toBe(3e12 / 40);
  });

  it('is assumed where trainings were mostly start-up, failed, or were by another engine, higher for wider models', () => {
    const records = [
      training(0.2, 1e9),
      training(20, 1e12, { status: 'failed' }),
      training(20, 1e12, { engine: 'wasm' }),
      training(20, 1e12, { kind: 'evaluate' }),
    ];
    const rate = observedRates(records, asked);
    expect([64, 128, 256, 768].map(rate)).toEqual([40e9, 80e9, 160e9, 160e9]);
  });

  it('is that of models of the same hidden size, not of all that were trained, and of the nearest where there is none', () => {
    const records = [training(10, 1e12, {}, 64), training(10, 5e12, {}, 256)];
    const rate = observedRates(records, asked);
    expect([64, 256, 384].map(rate)).toEqual([1e11, 5e11, 5e11]);
    expect(rate(128)).toBe(2e11);
  });

  it('is that of the same precision where it is known', () => {
    const records = [training(10, 1e12, withNumerics('float32')), training(10, 3e12, withNumerics('bf16'))];
    expect(observedRates(records, asked)(64)).toBe(1e11);
    expect(observedRates(records, { ...asked, numericsVersion: 'bf16' })(64)).toBe(3e11);
    expect(observedRates(records, { ...asked, numericsVersion: 'new' })(64)).toBe(2e11);
  });
});

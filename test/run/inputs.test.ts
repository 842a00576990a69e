import { expect, it } from 'vitest';
import { observedRate } from '../../src/run/inputs.js';
import type { StageRecord } from '../../src/store/store.js';

const training = (seconds: number, flops: number, more: Partial<StageRecord> = {}) =>
  ({
    ...{ status: 'done', kind: 'finetune', engine: 'native', seconds, ...more },
    estimate: { parameters: 1, flops, seconds: 1, bytes: 1 },
  }) as StageRecord;

it('takes the rate of an engine from its long trainings, weighted by their length', () => {
  const records = [training(10, 1e12), training(30, 2e12), training(0.1, 1e6), training(3, 1e8)];
  expect(observedRate(records, 'native')).toBe(3e12 / 40);
});

it('knows no rate from trainings that are mostly start-up, that failed, or that another engine did', () => {
  const records = [
    training(0.2, 1e9),
    training(20, 1e12, { status: 'failed' }),
    training(20, 1e12, { engine: 'wasm' }),
    training(20, 1e12, { kind: 'evaluate' }),
  ];
  expect(observedRate(records, 'native')).toBeNull();
});

import { describe, expect, it } from 'vitest';
import { jsonNodeAt } from '../../src/experiment/options.js';
import { rateFactor, SCHEDULES, SCHEDULE_NAMES } from '../../src/training/schedules.js';

const plan = { total: 10, warmup: 4 };
const at = (name: (typeof SCHEDULE_NAMES)[number], steps: readonly number[], from = plan) =>
  steps.map((step) => SCHEDULES[name](step, from));
const near = (actual: readonly number[], expected: readonly number[]) => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
};

describe('learning-rate schedules', () => {
  it('has one for each name that an experiment may give', () => {
    for (const section of ['pretrain', 'finetune'])
      expect(jsonNodeAt([section, 'schedule'])?.enum).toEqual(Object.keys(SCHEDULES));
  });

  it('warms up linearly and follows a shifted cosine to zero', () => {
    near(at('warmup-cosine', [1, 2, 4, 6, 7, 10]), [0.25, 0.5, 1, 0.75, 0.5, 0]);
  });

  it("keeps the jump of the released code's cosine, which is not shifted", () => {
    near(at('warmup-cosine-openai', [1, 4, 5, 10]), [0.25, 1, 0.5, 0]);
    near(at('warmup-cosine-openai', [6]), [0.5 * (1 + Math.cos(0.6 * Math.PI))]);
  });

  it('multiplies the linear warm-up by the fraction of steps left', () => {
    near(at('warmup-linear', [1, 4, 5, 10]), [0.25 * 0.9, 0.6, 0.5, 0]);
  });

  it('stays at the peak after a constant warm-up', () => {
    near(at('warmup-constant', [1, 3, 4, 5, 10]), [0.25, 0.75, 1, 1, 1]);
  });

  it('peaks at the end of warm-up and falls with the inverse square root', () => {
    near(at('inverse-sqrt', [1, 2, 4, 9, 16], { total: 16, warmup: 4 }), [0.25, 0.5, 1, 2 / 3, 0.5]);
  });

  it('can stay constant', () => {
    near(at('constant', [1, 5, 10]), [1, 1, 1]);
  });

  it('decays to its floor and warms up from zero as without one', () => {
    const floored = (step: number) =>
      rateFactor({ schedule: 'warmup-cosine', scheduleFloor: 0.1 }, step, plan);
    near([1, 2, 4, 7, 10].map(floored), [0.25, 0.5, 1, 0.55, 0.1]);
    const constant = (step: number) => rateFactor({ schedule: 'constant', scheduleFloor: 0.1 }, step, plan);
    near([1, 5, 10].map(constant), [1, 1, 1]);
  });

  it('is finite and within [0, 1] everywhere, without warm-up and with a fraction of a step', () => {
    for (const name of SCHEDULE_NAMES)
      for (const warmup of [0, 0.6, 1, 10])
        for (let step = 1; step <= 10; step++) {
          const factor = SCHEDULES[name](step, { total: 10, warmup });
          expect(factor >= 0 && factor <= 1, `${name} at ${step} of 10, warm-up ${warmup}: ${factor}`).toBe(
            true,
          );
        }
  });
});

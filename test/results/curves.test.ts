import { afterAll, describe, expect, it } from 'vitest';
import { lossLabel, rateLabel } from '../../src/report/words/curves.js';
import { Fixtures } from './reports.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

describe('curves', () => {
  it('of the learning rate agree with what the training recorded', async () => {
    const { learningRates } = await fixtures.report();
    expect(learningRates.map(rateLabel)).toEqual([
      'pre-training · warmup-cosine',
      'fine-tuning · warmup-linear (SST-2)',
    ]);
    expect(learningRates[0]?.variants).toEqual(['reference', 'heads=2', 'heads=8']);
    expect(learningRates[1]?.total).toBe(21);
    for (const { declared, recorded } of learningRates) {
      const rates = new Map(declared.map(({ step, rate }) => [step, rate]));
      expect(recorded.length).toBeGreaterThan(20);
      for (const { step, rate } of recorded) expect(rates.get(step)).toBeCloseTo(rate, 12);
    }
    expect(learningRates[0]?.declared.at(3)).toEqual({ step: 4, rate: 1e-3 });
  });

  it('of the loss span the seeds, one for the variants that share their pre-trainings', async () => {
    const experiment = {
      sweep: {
        factors: { 'model.heads': [8], 'finetune.lmLossWeight': [0], 'finetune.initFrom': ['scratch'] },
      },
    };
    const { losses } = await fixtures.report({ experiment });
    expect(losses.map((curve) => `${lossLabel(curve)} (${curve.split})`)).toEqual([
      'reference, lmLossWeight=0 (train)',
      'reference, lmLossWeight=0 (heldout)',
      'heads=8 (train)',
      'heads=8 (heldout)',
    ]);
    expect(losses[1]?.points.map(({ step }) => step)).toEqual([10, 20, 30, 40]);
    for (const { mean, low, high, n } of losses.flatMap(({ points }) => points)) {
      expect(n).toBe(3);
      expect(low).toBeLessThan(mean);
      expect(high).toBeGreaterThan(mean);
    }
  });
});

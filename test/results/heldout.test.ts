import { afterAll, describe, expect, it } from 'vitest';
import { heldoutTable } from '../../src/report/tables/heldout.js';
import { Fixtures } from './reports.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

describe('the held-out loss at the end of pre-training', () => {
  it('is told in nats per token and in bits per byte, one for the variants that share it', async () => {
    const report = await fixtures.report({
      experiment: { sweep: { factors: { 'model.heads': [8], 'finetune.initFrom': ['scratch'] } } },
      loss: ({ variant, seed }) => (variant === 'heads=8' ? 4 : 3) + seed / 10,
    });
    expect(report.heldout.map(({ variants }) => variants)).toEqual([['reference'], ['heads=8']]);
    const [reference] = report.heldout;
    expect(reference?.loss).toEqual({ mean: expect.closeTo(3.2, 12), low: 3.1, high: 3.3, n: 3 });
    // made up: four bytes a token
    expect(reference?.bitsPerByte?.mean).toBeCloseTo(3.2 / Math.log(2) / 4, 12);
    expect(heldoutTable(report)?.groups[0]?.[0]?.map(({ text }) => text)).toEqual([
      'reference',
      '3.200 [3.100, 3.300]',
      '1.154 [1.118, 1.190]',
    ]);
  });
});

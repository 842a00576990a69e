import { afterAll, describe, expect, it } from 'vitest';
import { Fixtures } from './reports.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

describe('costs', () => {
  it('of a trial are those of all its stages', async () => {
    const { costs } = await fixtures.report();
    const { plan } = await fixtures.standardOne();
    const trial = plan.trials.find(({ variant }) => variant === 'initFrom=scratch');
    const stages = plan.stages.filter(({ key }) => trial?.stages.includes(key));
    const scratch = costs.find(({ variant }) => variant === 'initFrom=scratch');
    expect(scratch?.flops).toBeCloseTo(
      stages.reduce((sum, { estimate }) => sum + estimate.flops, 0),
      0,
    );
    expect(costs.find(({ variant }) => variant === 'reference')?.flops).toBeGreaterThan(
      scratch?.flops ?? NaN,
    );
  });

  it('are absent for a variant of which no trial is complete', async () => {
    const { costs } = await fixtures.report({
      state: ({ label }) => (label.startsWith('evaluate race · heads=8') ? 'missing' : 'done'),
    });
    const heads = costs.find(({ variant }) => variant === 'heads=8');
    expect(heads).toMatchObject({
      seconds: null,
      flops: null,
      score: { mean: null, absent: 'incomplete' },
    });
  });

  it('count MNLI once in the mean over tasks', async () => {
    const { costs } = await fixtures.report({
      experiment: { evaluate: { tasks: ['sst-2', 'mnli'] } },
      accuracy: ({ task, split }) => (task === 'sst-2' ? 0.9 : split === 'dev-matched' ? 0.5 : 0.7),
    });
    expect(costs[0]?.score.mean).toBeCloseTo(0.75, 12);
  });

  it('by kind of stage are compared with their estimates', async () => {
    const { stageCosts } = await fixtures.report({
      record: ({ estimate }) => ({ seconds: 2 * estimate.seconds }),
    });
    expect(stageCosts.map(({ kind, counts }) => [kind, counts.done])).toEqual([
      ['tokenize', 1],
      ['pretrain', 9],
      ['overlap', 15],
      ['finetune', 60],
      ['evaluate', 60],
      ['baseline', 10],
    ]);
    for (const { ratio } of stageCosts) expect(ratio).toBeCloseTo(2, 12);
  });
});

describe('parameters by number of heads', () => {
  it("are those of the report's Table 3, unchanged by heads", async () => {
    const [gpt1, own] = (await fixtures.report()).parameters;
    expect(gpt1?.rows.map(({ heads, headSize }) => [heads, headSize])).toEqual([
      [6, 128],
      [12, 64],
      [24, 32],
    ]);
    for (const { attention, total } of gpt1?.rows ?? [])
      expect([attention, total]).toEqual([2_359_296, 116_534_784]);
    expect(own?.rows.map(({ heads }) => heads)).toEqual([2, 4, 8]);
    for (const { total, counted } of own?.rows ?? []) expect(counted).toBe(total);
  });
});

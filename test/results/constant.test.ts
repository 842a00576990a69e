import { afterAll, describe, expect, it } from 'vitest';
import { reportOf } from '../../src/report/report.js';
import { scoreNotes } from '../../src/report/words/notes.js';
import { readRecorded } from '../../src/results/recorded.js';
import type { Recorded } from '../../src/results/recorded.js';
import { handDifferences } from '../../src/verify/report/by-hand.js';
import { cellOf, Fixtures } from './reports.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

/** The default experiment, where the evaluation of this label predicts the first class for all, or what is given. */
async function constantOn(label: string): Promise<Recorded> {
  const { plan, store, name } = await fixtures.standardOne();
  const recorded = await readRecorded(store, name);
  const { key } = plan.stages.find((stage) => stage.label === label)!;
  const predictions = recorded.predictions.get(key)!.map((one) => ({ ...one, predicted: 0 }));
  const metrics = recorded.metrics.get(key)!.filter(({ name: metric }) => metric !== 'f1');
  return {
    ...recorded,
    predictions: new Map(recorded.predictions).set(key, predictions),
    metrics: new Map(recorded.metrics).set(key, [
      ...metrics,
      { name: 'f1', split: 'elsewhere', step: 0, value: 0 }, // recorded, and not on this split
    ]),
  };
}

describe('a run that gives one prediction for every example', () => {
  it('is named below the table, with how many of the runs there are', async () => {
    const report = reportOf(await constantOn('evaluate sst-2 · heads=2 · seed 1'));
    expect(report.constant).toEqual([{ variant: 'heads=2', task: 'sst-2', seeds: [1], of: 3 }]);
    expect(scoreNotes(report)).toContain(
      'One prediction for every example, so that nothing was learned: heads=2 on SST-2 (1 of 3 runs).',
    );
  });

  it('leaves no mean of a metric that is not defined on it: the other runs would be the lucky ones', async () => {
    const recorded = await constantOn('evaluate qqp · heads=2 · seed 1');
    const report = reportOf(recorded);
    expect(cellOf(report, 'heads=2', 'QQP')).toMatchObject({ mean: null, absent: 'undefined' });
    expect(cellOf(report, 'heads=2', 'QQP').runs.map(({ seed }) => seed)).toEqual([2, 3]);
    expect(cellOf(report, 'heads=2', 'SST-2').n).toBe(3);
    expect(handDifferences(recorded, report).filter((one) => one.includes('QQP F1'))).toEqual([]);
  });

  it('is nothing to name where every run tells examples apart', async () => {
    const report = await fixtures.report();
    expect(report.constant).toEqual([]);
    expect(scoreNotes(report).join(' ')).not.toContain('One prediction');
  });
});

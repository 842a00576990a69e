import { afterEach, describe, expect, it } from 'vitest';
import { findingLines } from '../../src/report/words/findings.js';
import { closeAll, HELPS, reportOf, scores } from '../results/hypotheses.js';

afterEach(closeAll);

const FACTORS = { sweep: { factors: { 'finetune.initFrom': ['scratch'], 'model.heads': [2, 8] } } };

describe('findings', () => {
  it('say what was expected and came out, which levels differ where and by how much, and which do not', async () => {
    const report = await reportOf(HELPS, {
      experiment: FACTORS,
      accuracy: scores({ 'initFrom=scratch': 0.5, 'initFrom=scratch sst-2': 0.6 }),
    });
    const lines = findingLines(report).filter(({ label }) => label !== 'Warning');
    expect(lines).toEqual([
      { label: 'Supported', value: 'Pre-training helps every task. 3 of 3 comparisons hold.' },
      {
        label: 'initFrom',
        value: 'scratch is below pretraining on all 3 columns, by 20.0 to 30.0 percentage points.',
      },
      { label: 'heads', value: 'no difference of 2 and 8 from 4 is shown on any task or the mean.' },
    ]);
  });

  it('name the columns where only some differ', async () => {
    const report = await reportOf(HELPS, {
      experiment: FACTORS,
      accuracy: scores({ 'initFrom=scratch sst-2': 0.5 }),
    });
    const lines = findingLines(report);
    expect(lines.find(({ label }) => label === 'initFrom')?.value).toMatch(
      /^scratch is below pretraining on SST-2, by \d\d\.\d percentage points\.$/,
    );
  });

  it('warn of runs that seem to have learned nothing', async () => {
    const report = await reportOf(HELPS, { experiment: FACTORS, accuracy: scores({ 'heads=8': 0.5 }) });
    const warnings = findingLines(report).filter(({ label }) => label === 'Warning');
    expect(warnings.map(({ value }) => value).join(' ')).toContain('heads=8 on SST-2 (3 of 3)');
  });
});

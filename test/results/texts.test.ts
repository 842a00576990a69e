/** Examples that share texts, from the store to the notes below a table. */
import { afterAll, describe, expect, it } from 'vitest';
import { scoreNotes } from '../../src/report/words/notes.js';
import type { FixtureOptions } from '../report/store.js';
import { cellOf, Fixtures } from './reports.js';

const fixtures = new Fixtures();
afterAll(() => fixtures.closeAll());

const optionsOf = (examplesPerText: number | null): FixtureOptions => ({
  experiment: {
    seeds: [1],
    sweep: { design: 'one-factor', factors: { 'model.heads': [8] } },
    evaluate: { tasks: ['race', 'qqp'], maxExamples: 100, baselines: ['majority'] },
  },
  examplesPerText,
});

describe('examples that share a text', () => {
  it('widen the interval of a single run, and the report counts them and their texts', async () => {
    const [alone, four] = [await fixtures.report(optionsOf(1)), await fixtures.report(optionsOf(4))];
    const widthOf = (report: typeof alone): number => cellOf(report, 'reference', 'RACE').examples!.halfWidth;
    expect(widthOf(four)).toBeGreaterThan(1.5 * widthOf(alone));
    expect(cellOf(four, 'reference', 'RACE').mean).toBe(cellOf(alone, 'reference', 'RACE').mean);
    expect(cellOf(four, 'reference', 'QQP')).toEqual(cellOf(alone, 'reference', 'QQP'));
    expect(scoreNotes(four).join('\n')).toContain('RACE by article, 200 examples of 50 texts.');
    expect(scoreNotes(alone).join('\n')).not.toContain('share a text');
    expect(alone.ablations[0]!.levels[0]!.deltas[0]).toMatchObject({ column: 'RACE', test: 'McNemar' });
    expect(four.ablations[0]!.levels[0]!.deltas[0]).toMatchObject({ column: 'RACE', test: 'examples' });
  });

  it('have no interval where a store of before does not say which they are, and the report says so', async () => {
    const report = await fixtures.report(optionsOf(null));
    expect(cellOf(report, 'reference', 'RACE')).toMatchObject({
      examples: null,
      interval: null,
      absent: null,
    });
    expect(cellOf(report, 'reference', 'QQP').examples).not.toBeNull();
    expect(report.ablations[0]!.levels[0]!.deltas[0]).toMatchObject({ column: 'RACE', p: null, test: null });
    expect(scoreNotes(report).join('\n')).toMatch(
      /which do was not recorded when this ran: RACE by article\. No interval .* Running the experiment again/,
    );
    expect(report.degenerate.flatMap(({ task, runs }) => (task === 'race' ? runs : []))).toEqual([]);
  });
});

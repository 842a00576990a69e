import { afterEach, describe, expect, it } from 'vitest';
import { renderTerminalTable } from '../../src/cli/terminal/scores.js';
import { planExperiment } from '../../src/plan/build.js';
import { renderHypothesesCsv } from '../../src/report/formats/hypotheses-csv.js';
import { buildReport } from '../../src/report/report.js';
import { hypothesisPartTable, hypothesisTable } from '../../src/report/tables/hypotheses.js';
import { experiment, INPUTS } from '../plan/examples.js';
import { closeAll, fixtureOf, HELPS, reportOf, scores, twoHeads, UNTESTED } from '../results/hypotheses.js';

afterEach(closeAll);

describe('the tables of hypotheses', () => {
  it('give each hypothesis its verdict, the evidence and when it was registered', async () => {
    const report = await reportOf(
      { ...HELPS, ...UNTESTED },
      { accuracy: scores({ 'initFrom=scratch': 0.5, 'initFrom=scratch sst-2': 0.98 }) },
    );
    const rows = hypothesisTable(report)?.groups[0]?.map((row) => row.map(({ text }) => text));
    expect(rows).toEqual([
      [
        'helps',
        'Pre-training helps every task.',
        'refuted',
        '2 of 3 comparisons hold; contradicted: SST-2',
        'before the first result, 2026-01-02',
      ],
      [
        'far',
        'Sinusoidal positions reach further.',
        'not tested here',
        'Nothing is read beyond.',
        '2026-01-02',
      ],
    ]);
    expect(hypothesisPartTable(report)?.groups.map((group) => group.length)).toEqual([3]);
    expect(hypothesisTable(report)?.mark).toContain('Synthetic data');
    const [header, ...lines] = renderHypothesesCsv(report).trim().split('\n');
    expect(header).toMatch(/^hypothesis,sentence,expectation,verdict,/);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^helps,.*,refuted,.*SST-2,share,0,,3,-0\.1/);
  });

  it('are absent where none is declared', async () => {
    const report = await reportOf({});
    expect([hypothesisTable(report), hypothesisPartTable(report)]).toEqual([null, null]);
  });

  it('are a few lines on the terminal', async () => {
    const { store, name } = await fixtureOf(
      { ...HELPS, ...UNTESTED },
      { accuracy: scores({ 'initFrom=scratch': 0.5 }) },
    );
    expect((await renderTerminalTable(store, name)).split('\nPre-registered hypotheses\n')[1]).toBe(
      [
        'supported: Pre-training helps every task. 3 of 3 comparisons hold. Registered before the first',
        '  result, 2026-01-02.',
        'not tested here: Sinusoidal positions reach further. Nothing is read beyond. Registered 2026-01-02.',
      ].join('\n'),
    );
  });

  it('give the same bytes from the same store', async () => {
    const { store, name } = await fixtureOf({ ...HELPS, ...twoHeads({ expect: 'equivalent', margin: 5 }) });
    const [one, two] = [await buildReport(store, name), await buildReport(store, name)];
    expect(JSON.stringify(one.hypotheses)).toBe(JSON.stringify(two.hypotheses));
    expect(one.hypotheses.flatMap(({ parts }) => parts)).toHaveLength(4);
  });

  it('name hypotheses that are in the file no more', async () => {
    const { store, plan, name } = await fixtureOf({ ...HELPS, ...UNTESTED });
    await store.savePlan(
      planExperiment(
        { ...plan.experiment, hypotheses: experiment({ hypotheses: HELPS }).hypotheses },
        INPUTS,
      ),
    );
    const report = await buildReport(store, name);
    expect(report.withdrawnHypotheses).toEqual([
      { hypothesis: UNTESTED.far.hypothesis, at: '2026-01-02T03:00:00.000Z' },
    ]);
    expect(hypothesisTable(report)?.notes.at(-1)).toBe(
      "Withdrawn from the experiment's file: “Sinusoidal positions reach further.”, registered 2026-01-02.",
    );
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { planExperiment } from '../../src/plan/build.js';
import { plannedHypotheses } from '../../src/plan/hypotheses.js';
import { buildReport } from '../../src/report/report.js';
import type { JudgedHypothesis } from '../../src/results/hypotheses.js';
import { experiment, INPUTS } from '../plan/examples.js';
import { closeAll, firstOf, fixtureOf, HELPS, judged } from './hypotheses.js';
import type { Hypotheses } from './hypotheses.js';

afterEach(closeAll);

describe('when a hypothesis was registered', () => {
  it('is before the first result when it was saved before any of its stages started', async () => {
    const { written } = await judged(HELPS);
    // Baseline: 3 pre-trainings; both: 2 fine-tunings and 2 evaluations for each of 3 seeds.
    expect(written).toEqual({ at: '2026-01-02T03:00:00.000Z', existing: 0, results: 3 + 2 * 3 * 4 });
  });

  it('counts those of its results that had started by then, and no others', async () => {
    const { written } = await judged(HELPS, {
      statedAt: '2026-01-02T12:00:00.000Z',
      record: ({ label }) => ({
        startedAt: label.includes('initFrom=scratch')
          ? '2026-01-02T13:00:00.000Z'
          : '2026-01-02T11:00:00.000Z',
      }),
    });
    expect(written.existing).toBe(3 + 3 * 4);
  });

  it('is not recorded, rather than early, where nobody saved it', async () => {
    expect((await judged(HELPS, { statedAt: null })).written.at).toBeNull();
  });

  it('begins anew when the hypothesis is edited, and not when it is renamed or the experiment saved again', async () => {
    const { store, plan, name } = await fixtureOf(HELPS);
    const saved = async (hypotheses: Hypotheses): Promise<JudgedHypothesis> => {
      const next = planExperiment(
        { ...plan.experiment, hypotheses: experiment({ hypotheses }).hypotheses },
        INPUTS,
      );
      await store.savePlan(next);
      await store.saveHypotheses(name, plannedHypotheses(next), '2026-01-05T00:00:00.000Z');
      return firstOf(await buildReport(store, name));
    };
    expect((await saved({ renamed: HELPS.helps })).written.existing).toBe(0);
    expect((await saved({ helps: { ...HELPS.helps, margin: 1 } })).written.existing).toBe(27);
    expect((await saved({ helps: { ...HELPS.helps, tasks: ['sst-2'] } })).written.existing).toBe(
      3 + 2 * 3 * 2,
    );
    expect((await saved(HELPS)).written.existing).toBe(0);
  });
});

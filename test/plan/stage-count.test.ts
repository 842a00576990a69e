/** How many stages a plan may have, and that their number is known before any is made. */
import { describe, expect, it } from 'vitest';
import { planExperiment } from '../../src/plan/build.js';
import { checkStageCount, mostStages, MOST_STAGES } from '../../src/plan/stage-count.js';
import { headings, load } from '../experiment/experiment-files.js';
import { experiment, INPUTS } from './examples.js';

const listed = (count: number): string => Array.from({ length: count }, (_, i) => i + 1).join(', ');

const refusal = async (text: string): Promise<string | undefined> => {
  const loaded = await load(text);
  try {
    checkStageCount(loaded);
  } catch (error) {
    return headings((error as Error).message)[0];
  }
  throw new Error('The experiment was accepted.');
};

describe('the number of stages', () => {
  it('is never less than what the plan has', () => {
    const whole = experiment({ seeds: [1, 2], evaluate: { baselines: [] } });
    const planned = planExperiment(whole, INPUTS).stages.length;
    expect(mostStages(whole)).toBeGreaterThanOrEqual(planned);
  });

  it('of a million trials is told with where it comes from, at the seeds', async () => {
    const factors = `sweep: { factors: { finetune.epochs: [${listed(1000)}] } }`;
    expect(await refusal(`${factors}\nseeds: [${listed(1000)}]\n`)).toMatch(
      /^a\.yaml:3:8 1001 variants × 1000 seeds × 5 tasks make up to 24024000 stages; at most 100000 are planned\. Use fewer/,
    );
  });

  it('of too many variants alone is told at the sweep', async () => {
    const factors = `sweep: { factors: { finetune.epochs: [${listed(9000)}] } }`;
    expect(await refusal(factors)).toMatch(/^a\.yaml:2:8 9001 variants × 1 seed × 5 tasks/);
  });

  it('of a large sweep with seeds is no reason to refuse it', async () => {
    const loaded = await load(`sweep: { factors: { finetune.epochs: [${listed(300)}] } }\nseeds: [1, 2, 3]`);
    expect(mostStages(loaded.experiment)).toBeLessThan(MOST_STAGES);
    expect(() => checkStageCount(loaded)).not.toThrow();
  });
});

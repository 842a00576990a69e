import { afterEach, describe, expect, it } from 'vitest';
import { planExperiment } from '../../src/plan/build.js';
import { decidabilityText, foreseenNote } from '../../src/report/words/decidability.js';
import { decidabilityOf } from '../../src/results/decidability.js';
import type { Decidability } from '../../src/results/decidability.js';
import { readScores } from '../../src/results/recorded.js';
import { reach } from '../../src/statistics/foreseen.js';
import { experiment, INPUTS } from '../plan/examples.js';
import type { FixtureOptions } from '../report/store.js';
import { closeAll, fixtureOf, HELPS, twoHeads, UNTESTED } from './hypotheses.js';
import type { Hypotheses } from './hypotheses.js';

afterEach(closeAll);

type Given = NonNullable<FixtureOptions['experiment']>;

const BASE: Given = {
  sweep: { design: 'one-factor', factors: { 'model.heads': [2, 8], 'finetune.initFrom': ['scratch'] } },
  seeds: [1, 2, 3],
  evaluate: { tasks: ['sst-2', 'mnli'] },
};

/** Of a plan of which nothing was run; each task has 400 examples. */
function foreseen(hypotheses: Hypotheses, given: Given = {}): readonly Decidability[] {
  const plan = planExperiment(experiment({ ...BASE, ...given, hypotheses }), INPUTS);
  return decidabilityOf({ plan, sizes: INPUTS, known: [] });
}

const textOf = (hypotheses: Hypotheses, given?: Given): string =>
  decidabilityText(foreseen(hypotheses, given)[0]!);

describe('a hypothesis with a margin, before anything is run', () => {
  it('is decidable as long as seeds differ by less than its seeds and its correction allow', () => {
    const [one] = foreseen(twoHeads({ expect: 'equivalent', margin: 10 }));
    const limit = 0.1 / reach({ seeds: 3, tests: 1, bounds: 2, freedom: 1 });
    expect(one).toMatchObject({ outlook: 'decidable', foreseen: { seeds: 3, examples: 800, tests: 1 } });
    expect(one?.foreseen?.limit).toBeCloseTo(limit, 12);
    expect(decidabilityText(one!)).toBe(
      'decidable if seeds differ by less than 3.6 points; the examples alone make it 1.1 points ' +
        '(3 seeds, 800 examples, margin 10)',
    );
  });

  it('is hardly so where the examples alone make seeds differ by more, and says what would do', () => {
    const text = textOf(twoHeads({ expect: 'non-inferior', margin: 2 }));
    expect(text).toMatch(
      /^hardly decidable: seeds must differ by less than 0\.65 points; the examples alone make it 1\.1 points; /,
    );
    const [, seeds, examples, margin] = /; (\d+) seeds, ([\d,]+) examples or a margin of (\S+) would do/.exec(
      text,
    )!;
    const again = (given: Given, by: number): string =>
      foreseen(twoHeads({ expect: 'non-inferior', margin: by }), given)[0]!.outlook;
    expect(again({ seeds: Array.from({ length: Number(seeds) }, (_, i) => i) }, 2)).toBe('decidable');
    expect(again({ seeds: Array.from({ length: Number(seeds) - 1 }, (_, i) => i) }, 2)).toBe('hardly');
    expect(again({}, Number(margin) + 0.1)).toBe('decidable');
    expect(Number(examples!.replace(',', ''))).toBeGreaterThan(800);
  });

  it('cannot be decided where the examples alone leave more than the margin, whatever the seeds', () => {
    expect(textOf(twoHeads({ expect: 'equivalent', margin: 0.5 }))).toMatch(
      /^cannot be decided: the examples alone leave ±1\.1 points; \d+ seeds, [\d,]+ examples or a margin of 3\.1 would do \(3 seeds, 800 examples, margin 0\.5\)$/,
    );
  });

  it('cannot be decided by one seed, or where its variants share what it compares', () => {
    expect(textOf(twoHeads({ expect: 'equivalent', margin: 50 }), { seeds: [1] })).toBe(
      'cannot be decided: one seed says nothing about others; two is the least',
    );
    const shared: Hypotheses = {
      shared: {
        hypothesis: 'Nothing is pre-trained anew.',
        expect: 'equivalent',
        level: 'short',
        reference: 'long',
        margin: 1,
        measure: 'loss',
      },
    };
    const variants = { short: { 'finetune.epochs': 1 }, long: { 'finetune.epochs': 2 } };
    expect(textOf(shared, { sweep: { design: 'list', variants } })).toBe(
      'cannot be decided: the variants share this result',
    );
  });

  it('is harder the more comparisons are corrected with it', () => {
    const limits = [
      twoHeads({ expect: 'equivalent', margin: 10 }),
      { ...twoHeads({ expect: 'equivalent', margin: 10 }), ...HELPS },
    ].map((hypotheses) => foreseen(hypotheses)[0]!.foreseen!);
    expect(limits.map(({ tests }) => tests)).toEqual([1, 4]);
    expect(limits[1]!.limit).toBeLessThan(limits[0]!.limit!);
  });
});

describe('a hypothesis that expects a difference, before anything is run', () => {
  it('is told by the smallest difference found at best, on its hardest column', () => {
    // MNLI's 400 examples are those of two splits.
    expect(textOf(HELPS)).toBe(
      'finds differences of 11 points or more at best, if seeds differ by the 2.2 points that the examples alone make ' +
        '(hardest on MNLI-m: 3 seeds, 200 examples)',
    );
  });

  it('is hardly decidable where two seeds would find no difference below 100 points', () => {
    expect(textOf(HELPS, { seeds: [1, 2], evaluate: { tasks: ['sst-2', 'mnli'], maxExamples: 20 } })).toMatch(
      /^hardly decidable: no difference below 100 points /,
    );
  });

  it('is told in spreads of seeds where nothing is assumed of the noise: of losses, and of numbers', () => {
    const loss: Hypotheses = {
      lower: { ...twoHeads({ expect: 'better' }).two, aggregate: undefined, measure: 'loss' },
    };
    expect(textOf(loss)).toBe('finds differences of 3.1 times what seeds differ by, or more (3 seeds)');
    const numbers = { evaluate: { tasks: ['sts-b' as const], source: 'real' as const } };
    expect(textOf(HELPS, numbers)).toMatch(
      /^finds differences of 3\.1 times .*\(hardest on STS-B: 3 seeds\)$/,
    );
  });
});

describe('what needs no test', () => {
  it('is decidable where parameters are counted, and is not foreseen where it is not tested', () => {
    const counted: Hypotheses = {
      free: { hypothesis: 'Heads are free.', expect: 'same-parameters', factor: 'model.heads' },
    };
    expect(textOf(counted)).toBe('decidable: parameters are counted, not estimated');
    expect(textOf(UNTESTED)).toBe('not tested here: Nothing is read beyond.');
    expect(foreseen({ ...counted, ...UNTESTED }).map(({ foreseen: one }) => one)).toEqual([null, null]);
  });
});

describe('results that there are', () => {
  const EQUAL = twoHeads({ expect: 'equivalent', margin: 10 });
  const wild: FixtureOptions['accuracy'] = ({ variant, seed }) =>
    variant === 'heads=2' ? [0.9, 0.5, 0.7][seed - 1]! : 0.8;

  async function known(options: FixtureOptions, given: Given = {}): Promise<Decidability> {
    const { plan, store } = await fixtureOf(EQUAL, options);
    const now = planExperiment(experiment({ ...plan.experiment, ...given }), INPUTS);
    const sources = [await readScores(store, now), await readScores(store, plan)];
    return decidabilityOf({ plan: now, sizes: INPUTS, known: sources })[0]!;
  }

  it('tell how far seeds differ, in place of what the examples alone make', async () => {
    const one = await known({ accuracy: wild });
    expect(one.outlook).toBe('hardly');
    expect(one.foreseen?.observed).toEqual({ spread: expect.closeTo(0.2, 5), freedom: 1, of: 'these' });
    expect(decidabilityText(one)).toMatch(
      /^hardly decidable: seeds must differ by less than 3\.6 points; seeds of these variants differed by 20 points; \d+ seeds or a margin of 55 would do /,
    );
    const calm = await known({ accuracy: ({ seed, variant }) => 0.8 + 0.01 * ((seed * variant.length) % 3) });
    expect(calm.outlook).toBe('decidable');
    expect(decidabilityText(calm)).toMatch(
      /^decidable: seeds of these variants differed by [\d.]+ points?, less than 3\.6 points will do /,
    );
  });

  it('are taken from the experiment as it was before where every key has changed', async () => {
    const one = await known({ accuracy: wild }, { finetune: { epochs: 7, maxTrainExamples: 32 } });
    expect(one.foreseen?.observed).toEqual({ spread: expect.closeTo(0.2, 5), freedom: 1, of: 'these' });
  });

  it('are taken of other variants where there are none of these', async () => {
    const one = await known({
      accuracy: ({ variant, seed }) =>
        variant === 'heads=8' ? [0.9, 0.5, 0.7][seed - 1]! : 0.8 + seed / 100,
      state: ({ label }) => (label.includes('heads=2') ? 'missing' : 'done'),
    });
    expect(one.foreseen?.observed?.of).toBe('others');
    expect(decidabilityText(one)).toContain('seeds of other variants differed by');
  });

  it('tell nothing where there is one seed of each', async () => {
    const one = await known({ state: ({ label }) => (/seed [23]/.test(label) ? 'missing' : 'done') });
    expect(one.foreseen?.observed).toBeNull();
  });
});

it('says what its lines rest on', () => {
  expect(foreseenNote(8)).toMatch(
    /chance of about 80 %, by Holm's strictest step for 8 comparisons.* on 10 % of the examples\.$/,
  );
});

import { afterEach, describe, expect, it } from 'vitest';
import { renderHypothesesCsv } from '../../src/report/formats/hypotheses-csv.js';
import { plannedHypotheses } from '../../src/plan/hypotheses.js';
import { buildReport } from '../../src/report/model.js';
import type { JudgedHypothesis, Report } from '../../src/report/model.js';
import { hypothesisPartTable, hypothesisTable } from '../../src/report/tables/hypotheses.js';
import { renderTerminalTable } from '../../src/cli/terminal/scores.js';
import { planExperiment } from '../../src/plan/build.js';
import { experiment, INPUTS } from '../plan/examples.js';
import type { Fixture, FixtureOptions } from './store.js';
import { fixtureStore } from './store.js';

let open: Fixture[] = [];
afterEach(async () => {
  for (const fixture of open) await fixture.close();
  open = [];
});

type Hypotheses = NonNullable<NonNullable<FixtureOptions['experiment']>['hypotheses']>;

async function fixtureOf(hypotheses: Hypotheses, options: FixtureOptions = {}): Promise<Fixture> {
  const fixture = await fixtureStore({
    ...options,
    experiment: {
      pretrain: { steps: 4, warmupSteps: 1, evaluateEvery: 2 },
      finetune: { maxTrainExamples: 32 },
      evaluate: { tasks: ['sst-2', 'mnli'], maxExamples: 100, baselines: [] },
      ...options.experiment,
      hypotheses,
    },
  });
  open.push(fixture);
  return fixture;
}

async function reportOf(hypotheses: Hypotheses, options?: FixtureOptions): Promise<Report> {
  const { store, name } = await fixtureOf(hypotheses, options);
  return buildReport(store, name);
}

const judged = async (hypotheses: Hypotheses, options?: FixtureOptions): Promise<JudgedHypothesis> =>
  (await reportOf(hypotheses, options)).hypotheses[0];

/** Seeds that vary by a point or so, not alike for all variants. */
const around = (level: number, seed: number, variant: string): number =>
  level + 0.01 * ((seed * (1 + variant.length)) % 3);

const scores =
  (levels: Readonly<Record<string, number>>): NonNullable<FixtureOptions['accuracy']> =>
  ({ variant, task, seed }) =>
    around(levels[`${variant} ${task}`] ?? levels[variant] ?? 0.8, seed, variant);

const HELPS = {
  helps: {
    hypothesis: 'Pre-training helps every task.',
    ...{ expect: 'better', factor: 'finetune.initFrom', level: 'pretraining', reference: 'scratch' },
  },
} as const satisfies Hypotheses;

describe('that one is better on each task', () => {
  it('is supported where every column shows it, with the numbers of each', async () => {
    const { verdict, parts } = await judged(HELPS, { accuracy: scores({ 'initFrom=scratch': 0.5 }) });
    expect(verdict).toBe('supported');
    expect(parts.map(({ column, state, n }) => [column, state, n])).toEqual([
      ['SST-2', 'holds', 3],
      ['MNLI-m', 'holds', 3],
      ['MNLI-mm', 'holds', 3],
    ]);
    for (const { difference, interval, p, adjustedP, detectable, expected } of parts) {
      expect(difference).toBeCloseTo(0.3, 1);
      expect(expected).toEqual({ low: 0, high: null });
      expect(interval?.low).toBeGreaterThan(0);
      expect(adjustedP).toBeGreaterThan(p ?? 1);
      expect(adjustedP).toBeLessThan(0.05);
      expect(detectable).toBeLessThan(0.3);
    }
  });

  it('is refuted by one task that shows the contrary', async () => {
    const accuracy = scores({ 'initFrom=scratch': 0.5, 'initFrom=scratch sst-2': 0.98 });
    const { verdict, parts } = await judged(HELPS, { accuracy });
    expect(verdict).toBe('refuted');
    expect(parts.map(({ state }) => state)).toEqual(['contrary', 'holds', 'holds']);
  });

  it('is undecided where the seeds vary more than the variants, with what could have been seen', async () => {
    const accuracy: FixtureOptions['accuracy'] = ({ variant, seed }) =>
      variant === 'initFrom=scratch' ? [0.9, 0.3, 0.6][seed - 1] : [0.5, 0.9, 0.8][seed - 1];
    const { verdict, parts } = await judged(HELPS, { accuracy });
    expect(verdict).toBe('undecided');
    for (const { state, detectable } of parts) {
      expect(state).toBe('open');
      expect(detectable).toBeGreaterThan(0.1);
    }
  });

  it('is undecided with one seed, which says nothing of others, however large the difference', async () => {
    const { verdict, parts } = await judged(HELPS, {
      experiment: { seeds: [1] },
      accuracy: scores({ 'initFrom=scratch': 0.1 }),
    });
    expect(verdict).toBe('undecided');
    expect(parts[0]).toMatchObject({ state: 'open', n: 1, p: null });
    expect(parts[0].difference).toBeGreaterThan(0.6);
    expect(parts[0].absent).toBe('one seed says nothing of others');
  });

  it('is undecided, never supported, while one of its results is missing', async () => {
    const { verdict, parts } = await judged(HELPS, {
      accuracy: scores({ 'initFrom=scratch': 0.5 }),
      state: ({ label }) => (label.startsWith('evaluate sst-2 · initFrom=scratch') ? 'missing' : 'done'),
    });
    expect(verdict).toBe('undecided');
    expect(parts.map(({ state, absent }) => [state, absent])).toEqual([
      ['open', 'no seed has both yet'],
      ['holds', null],
      ['holds', null],
    ]);
  });
});

const between = (expectation: Pick<Hypotheses[string], 'expect' | 'margin'>): Hypotheses => ({
  two: {
    hypothesis: 'Two heads and four.',
    ...{ ...expectation, factor: 'model.heads', level: 2, reference: 4, aggregate: 'mean' },
  },
});

describe('a margin', () => {
  const cases = [
    ['equivalent', 5, 0.81, 'supported'],
    ['equivalent', 5, 0.6, 'refuted'],
    ['equivalent', 5, 0.95, 'refuted'],
    ['equivalent', 0.1, 0.8, 'undecided'],
    ['non-inferior', 5, 0.79, 'supported'],
    ['non-inferior', 5, 0.95, 'supported'],
    ['non-inferior', 5, 0.6, 'refuted'],
    ['better', 5, 0.95, 'supported'],
    ['better', 12, 0.81, 'refuted'],
  ] as const;
  it.each(cases)(
    '%s, of %s points: two heads at %s against 0.8 is %s',
    async (expected, margin, level, verdict) => {
      const hypothesis = await judged(between({ expect: expected, margin }), {
        accuracy: scores({ 'heads=2': level }),
      });
      expect(hypothesis.verdict).toBe(verdict);
      expect(hypothesis.parts.map(({ column }) => column)).toEqual(['mean']);
    },
  );
});

describe('near the best', () => {
  const hypotheses: Hypotheses = {
    balance: {
      hypothesis: 'Four heads.',
      expect: 'near-best',
      factor: 'model.heads',
      level: 4,
      margin: 6,
      aggregate: 'mean',
    },
  };

  it('is shown against each other level', async () => {
    const { verdict, parts } = await judged(hypotheses, {
      accuracy: scores({ 'heads=2': 0.6, 'heads=8': 0.8 }),
    });
    expect(parts.map(({ comparison }) => comparison)).toEqual(['4 against 2', '4 against 8']);
    expect(verdict).toBe('supported');
  });

  it('is refuted by a level that is better by more than the margin', async () => {
    const { verdict } = await judged(hypotheses, { accuracy: scores({ 'heads=2': 0.6, 'heads=8': 0.95 }) });
    expect(verdict).toBe('refuted');
  });
});

describe('that each layer helps', () => {
  const hypotheses: Hypotheses = {
    layers: {
      hypothesis: 'Each transferred layer helps.',
      ...{
        expect: 'increasing',
        factor: 'finetune.transferredLayers',
        levels: [0, 2, null],
        aggregate: 'mean',
      },
    },
  };
  const sweep = { factors: { 'finetune.transferredLayers': [0, 2] } };

  it('is judged step by step', async () => {
    const accuracy = scores({ 'transferredLayers=0': 0.4, 'transferredLayers=2': 0.6 });
    const { verdict, parts } = await judged(hypotheses, { experiment: { sweep }, accuracy });
    expect(parts.map(({ comparison }) => comparison)).toEqual(['2 against 0', 'null against 2']);
    expect(verdict).toBe('supported');
  });

  it('is refuted by one step down', async () => {
    const accuracy = scores({ 'transferredLayers=0': 0.4, 'transferredLayers=2': 0.97 });
    const { verdict, parts } = await judged(hypotheses, { experiment: { sweep }, accuracy });
    expect(parts.map(({ state }) => state)).toEqual(['holds', 'contrary']);
    expect(verdict).toBe('refuted');
  });
});

describe('numbers of parameters', () => {
  const hypotheses: Hypotheses = {
    free: { hypothesis: 'Heads cost nothing.', expect: 'same-parameters', factor: 'model.heads' },
  };

  it('are counted in the trained weights, exactly, and need one seed', async () => {
    const { verdict, parts } = await judged(hypotheses, { experiment: { seeds: [1] } });
    expect(verdict).toBe('supported');
    expect(parts.map(({ comparison, difference }) => [comparison, difference])).toEqual([
      ['2 against 4', 0],
      ['8 against 4', 0],
    ]);
  });

  it('that differ by one refute it', async () => {
    const { verdict, parts } = await judged(hypotheses, {
      record: ({ spec, estimate }) =>
        spec.kind === 'pretrain' && spec.model.heads === 8
          ? { facts: { parameters: estimate.parameters! + 1 } }
          : {},
    });
    expect(parts.map(({ difference }) => difference)).toEqual([0, 1]);
    expect(verdict).toBe('refuted');
  });

  it('are undecided before anything is trained', async () => {
    expect((await judged(hypotheses, { state: () => 'missing' })).verdict).toBe('undecided');
  });
});

describe('held-out losses', () => {
  const hypotheses: Hypotheses = {
    cosine: {
      hypothesis: 'Cosine trains better.',
      ...{
        expect: 'better',
        factor: 'pretrain.schedule',
        level: 'warmup-cosine',
        reference: 'constant',
        measure: 'loss',
      },
    },
  };
  const sweep = {
    factors: { 'pretrain.schedule': ['constant', 'warmup-linear'], 'finetune.initFrom': ['scratch'] },
  };
  const losses = (constant: number): FixtureOptions => ({
    experiment: { sweep },
    loss: ({ variant, seed }) => around(variant === 'schedule=constant' ? constant : 3, seed, variant),
  });

  it('are better where they are lower', async () => {
    const { verdict, parts } = await judged(hypotheses, losses(3.5));
    expect(verdict).toBe('supported');
    expect(parts[0]).toMatchObject({
      column: 'held-out loss',
      unit: 'nats',
      expected: { low: null, high: 0 },
    });
    expect(parts[0].difference).toBeCloseTo(-0.5, 1);
  });

  it('refute it where they are higher', async () => {
    expect((await judged(hypotheses, losses(2.5))).verdict).toBe('refuted');
  });
});

const UNTESTED: Hypotheses = {
  far: {
    hypothesis: 'Sinusoidal positions reach further.',
    expect: 'untested',
    reason: 'Nothing is read beyond.',
  },
};

describe('a hypothesis that the experiment cannot test', () => {
  it('is not tested here, with its reason, whatever came out', async () => {
    const { verdict, reason, parts, written } = await judged(UNTESTED);
    expect([verdict, reason, parts]).toEqual(['untested', 'Nothing is read beyond.', []]);
    expect(written).toEqual({ at: '2026-01-02T03:00:00.000Z', existing: 0, results: 0 });
  });

  it('is one, too, when the command line left out a task or a level of it', async () => {
    const hypotheses: Hypotheses = {
      helps: { ...HELPS.helps, tasks: ['race'] },
      two: between({ expect: 'better' }).two,
    };
    const { hypotheses: all } = await reportOf(hypotheses, {
      experiment: { sweep: { factors: { 'finetune.initFrom': ['scratch'] } } },
    });
    expect(all.map(({ verdict }) => verdict)).toEqual(['untested', 'untested']);
    expect(all[0].reason).toBe('Not evaluated here: race.');
    expect(all[1].reason).toBe('The variants that it compares are not all in this experiment.');
  });
});

describe('several hypotheses', () => {
  it('are corrected together: each makes the others harder to show', async () => {
    const accuracy = scores({ 'initFrom=scratch': 0.77 });
    const alone = await judged(HELPS, { accuracy });
    const { hypotheses } = await reportOf({ ...HELPS, ...between({ expect: 'better' }) }, { accuracy });
    expect(hypotheses[0].parts.map(({ p }) => p)).toEqual(alone.parts.map(({ p }) => p));
    const largest = (parts: JudgedHypothesis['parts']): number =>
      Math.max(...parts.map(({ adjustedP }) => adjustedP ?? 0));
    expect(hypotheses.flatMap(({ parts }) => parts)).toHaveLength(4);
    expect(Math.min(...hypotheses[0].parts.map(({ adjustedP }) => adjustedP ?? 0))).toBeGreaterThan(
      Math.min(...alone.parts.map(({ adjustedP }) => adjustedP ?? 0)),
    );
    expect(largest(hypotheses[0].parts)).toBeGreaterThanOrEqual(largest(alone.parts));
  });
});

describe('when a hypothesis was written', () => {
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
      return (await buildReport(store, name)).hypotheses[0];
    };
    expect((await saved({ renamed: HELPS.helps })).written.existing).toBe(0);
    expect((await saved({ helps: { ...HELPS.helps, margin: 1 } })).written.existing).toBe(27);
    expect((await saved({ helps: { ...HELPS.helps, tasks: ['sst-2'] } })).written.existing).toBe(
      3 + 2 * 3 * 2,
    );
    expect((await saved(HELPS)).written.existing).toBe(0);
  });

  it('is told of hypotheses that are in the file no more', async () => {
    const { store, plan, name } = await fixtureOf({ ...HELPS, ...UNTESTED });
    await store.savePlan(
      planExperiment({ ...plan.experiment, hypotheses: experiment({ hypotheses: HELPS }).hypotheses }, INPUTS),
    );
    const report = await buildReport(store, name);
    expect(report.withdrawnHypotheses).toEqual([
      { hypothesis: UNTESTED.far.hypothesis, at: '2026-01-02T03:00:00.000Z' },
    ]);
    expect(hypothesisTable(report)?.notes.at(-1)).toBe(
      'Once in the file of this experiment and no more: “Sinusoidal positions reach further.”, written 2026-01-02.',
    );
  });
});

describe('the tables of hypotheses', () => {
  it('give each hypothesis its verdict, what decides it and when it was written', async () => {
    const report = await reportOf(
      { ...HELPS, ...UNTESTED },
      { accuracy: scores({ 'initFrom=scratch': 0.5, 'initFrom=scratch sst-2': 0.98 }) },
    );
    const rows = hypothesisTable(report)?.groups[0].map((row) => row.map(({ text }) => text));
    expect(rows).toEqual([
      [
        'helps',
        'Pre-training helps every task.',
        'refuted',
        '2 of 3 comparisons hold; the contrary is shown for SST-2',
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

  it('are absent where nothing is stated', async () => {
    const report = await reportOf({});
    expect([hypothesisTable(report), hypothesisPartTable(report)]).toEqual([null, null]);
  });

  it('are a few lines on the terminal', async () => {
    const { store, name } = await fixtureOf(
      { ...HELPS, ...UNTESTED },
      { accuracy: scores({ 'initFrom=scratch': 0.5 }) },
    );
    expect((await renderTerminalTable(store, name)).split('\nHypotheses\n')[1]).toBe(
      [
        'supported: Pre-training helps every task. 3 of 3 comparisons hold. Written before the first result,',
        '  2026-01-02.',
        'not tested here: Sinusoidal positions reach further. Nothing is read beyond. Written 2026-01-02.',
      ].join('\n'),
    );
  });

  it('give the same bytes from the same store', async () => {
    const { store, name } = await fixtureOf({ ...HELPS, ...between({ expect: 'equivalent', margin: 5 }) });
    const [one, two] = [await buildReport(store, name), await buildReport(store, name)];
    expect(JSON.stringify(one.hypotheses)).toBe(JSON.stringify(two.hypotheses));
    expect(one.hypotheses.flatMap(({ parts }) => parts)).toHaveLength(4);
  });
});

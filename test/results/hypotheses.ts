/** Experiments with hypotheses, judged on made-up scores. */
import { buildReport } from '../../src/report/report.js';
import type { Report } from '../../src/report/report.js';
import type { JudgedHypothesis } from '../../src/results/hypotheses.js';
import type { HypothesisPart } from '../../src/results/hypothesis-parts.js';
import { fixtureStore } from '../report/store.js';
import type { Fixture, FixtureOptions } from '../report/store.js';

export type Hypotheses = NonNullable<NonNullable<FixtureOptions['experiment']>['hypotheses']>;

const open: Fixture[] = [];

/** After each test. */
export async function closeAll(): Promise<void> {
  for (const fixture of open.splice(0)) await fixture.close();
}

export async function fixtureOf(hypotheses: Hypotheses, options: FixtureOptions = {}): Promise<Fixture> {
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

export async function reportOf(hypotheses: Hypotheses, options?: FixtureOptions): Promise<Report> {
  const { store, name } = await fixtureOf(hypotheses, options);
  return buildReport(store, name);
}

export const judged = async (hypotheses: Hypotheses, options?: FixtureOptions): Promise<JudgedHypothesis> =>
  firstOf(await reportOf(hypotheses, options));

export function firstOf({ hypotheses: [first] }: Report): JudgedHypothesis {
  if (first === undefined) throw new Error('There is no hypothesis.');
  return first;
}

/** "4 vs. 2" as a pair. */
export const levelsOf = ({ level, reference }: HypothesisPart): readonly unknown[] => [level, reference];

/** Seeds that vary by a point or so, not alike for all variants. */
export const around = (level: number, seed: number, variant: string): number =>
  level + 0.01 * ((seed * (1 + variant.length)) % 3);

export const scores =
  (levels: Readonly<Record<string, number>>): NonNullable<FixtureOptions['accuracy']> =>
  ({ variant, task, seed }) =>
    around(levels[`${variant} ${task}`] ?? levels[variant] ?? 0.8, seed, variant);

export const HELPS = {
  helps: {
    hypothesis: 'Pre-training helps every task.',
    expect: 'better',
    factor: 'finetune.initFrom',
    level: 'pretraining',
    reference: 'scratch',
  },
} as const satisfies Hypotheses;

export const twoHeads = (expectation: Pick<Hypotheses[string], 'expect' | 'margin'>) => ({
  two: {
    hypothesis: 'Two heads and four.',
    ...expectation,
    factor: 'model.heads' as const,
    level: 2,
    reference: 4,
    aggregate: 'mean' as const,
  },
});

export const UNTESTED = {
  far: {
    hypothesis: 'Sinusoidal positions reach further.',
    expect: 'untested',
    reason: 'Nothing is read beyond.',
  },
} as const satisfies Hypotheses;

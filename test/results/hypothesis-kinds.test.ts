import { afterEach, describe, expect, it } from 'vitest';
import type { JudgedHypothesis } from '../../src/results/hypotheses.js';
import type { FixtureOptions } from '../report/store.js';
import {
  around,
  closeAll,
  firstOf,
  HELPS,
  judged,
  levelsOf,
  reportOf,
  scores,
  twoHeads,
  UNTESTED,
} from './hypotheses.js';
import type { Hypotheses } from './hypotheses.js';

afterEach(closeAll);

describe('numbers of parameters', () => {
  const hypotheses: Hypotheses = {
    free: { hypothesis: 'Heads cost nothing.', expect: 'same-parameters', factor: 'model.heads' },
  };

  it('are counted in the trained weights, exactly, and need one seed', async () => {
    const { verdict, parts } = await judged(hypotheses, { experiment: { seeds: [1] } });
    expect(verdict).toBe('supported');
    expect(parts.map((part) => [...levelsOf(part), part.difference])).toEqual([
      [2, 4, 0],
      [8, 4, 0],
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
      expect: 'better',
      factor: 'pretrain.schedule',
      level: 'warmup-cosine',
      reference: 'constant',
      measure: 'loss',
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
      column: 'loss',
      unit: 'nats',
      expected: { low: null, high: 0 },
    });
    expect(parts[0]?.difference).toBeCloseTo(-0.5, 1);
  });

  it('refute it where they are higher', async () => {
    expect((await judged(hypotheses, losses(2.5))).verdict).toBe('refuted');
  });
});

describe('losses of a pre-training that all seeds share', () => {
  it('are one result, however many seeds are fine-tuned from it', async () => {
    const { verdict, parts } = await judged(
      {
        lower: {
          hypothesis: 'Cosine trains better.',
          expect: 'better',
          factor: 'pretrain.schedule',
          level: 'warmup-cosine',
          reference: 'constant',
          measure: 'loss',
        },
      },
      {
        experiment: {
          pretrain: { seed: 1, steps: 4, warmupSteps: 1, evaluateEvery: 2 },
          sweep: { factors: { 'pretrain.schedule': ['constant'] } },
        },
      },
    );
    expect(verdict).toBe('undecided');
    expect(parts[0]).toMatchObject({ n: 1 });
  });
});

describe('the rise of the loss beyond the trained length', () => {
  it('is compared where it was measured', async () => {
    const report = await reportOf(
      {
        extrapolates: {
          hypothesis: 'Sinusoidal positions lose less.',
          expect: 'better',
          factor: 'model.positionEncoding',
          level: 'sinusoidal',
          reference: 'learned',
          measure: 'extrapolation',
          margin: 1,
        },
      },
      {
        experiment: {
          evaluate: { tasks: ['sst-2'], maxExamples: 100, baselines: [], contextFactors: [2, 4] },
          sweep: { factors: { 'model.positionEncoding': ['sinusoidal'] } },
        },
      },
    );
    const { verdict, parts } = firstOf(report);
    expect(verdict).toBe('refuted');
    expect(parts[0]).toMatchObject({ column: 'extrapolation', unit: 'nats', n: 3 });
    expect(Math.abs(parts[0]!.difference!)).toBeLessThan(0.05);
    const factors = report.lengths.map(({ points }) => points.map(({ step }) => step / points[0]!.step));
    expect(factors).toEqual([
      [1, 2, 4],
      [1, 2, 4],
    ]);
  });
});

describe('a hypothesis that the experiment cannot test', () => {
  it('is not tested here, with its reason, whatever came out', async () => {
    const { verdict, untested, parts, written } = await judged(UNTESTED);
    expect([verdict, untested, parts]).toEqual(['untested', { why: 'declared' }, []]);
    expect(written).toEqual({ at: '2026-01-02T03:00:00.000Z', existing: 0, results: 0 });
  });

  it('is one, too, when the command line left out a task or a level of it', async () => {
    const hypotheses: Hypotheses = {
      helps: { ...HELPS.helps, tasks: ['race'] },
      ...twoHeads({ expect: 'better' }),
    };
    const { hypotheses: all } = await reportOf(hypotheses, {
      experiment: { sweep: { factors: { 'finetune.initFrom': ['scratch'] } } },
    });
    expect(all.map(({ verdict }) => verdict)).toEqual(['untested', 'untested']);
    expect(all[0]?.untested).toEqual({ why: 'tasks', tasks: ['race'] });
    expect(all[1]?.untested).toEqual({ why: 'variants' });
  });
});

describe('several hypotheses', () => {
  it('are corrected together: each makes the others harder to show', async () => {
    const accuracy = scores({ 'initFrom=scratch': 0.77 });
    const alone = await judged(HELPS, { accuracy });
    const report = await reportOf({ ...HELPS, ...twoHeads({ expect: 'better' }) }, { accuracy });
    expect(firstOf(report).parts.map(({ p }) => p)).toEqual(alone.parts.map(({ p }) => p));
    const largest = (parts: JudgedHypothesis['parts']): number =>
      Math.max(...parts.map(({ adjustedP }) => adjustedP ?? 0));
    expect(report.hypotheses.flatMap(({ parts }) => parts)).toHaveLength(4);
    expect(Math.min(...firstOf(report).parts.map(({ adjustedP }) => adjustedP ?? 0))).toBeGreaterThan(
      Math.min(...alone.parts.map(({ adjustedP }) => adjustedP ?? 0)),
    );
    expect(largest(firstOf(report).parts)).toBeGreaterThanOrEqual(largest(alone.parts));
  });
});

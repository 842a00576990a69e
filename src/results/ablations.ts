/** What each level of each factor changes, seed by seed and example by example. */
import { factorsOf, levelOf, levelsOf, pairsOf, referenceLevel, shortNamesOf } from '../experiment/factors.js';
import type { Pair } from '../experiment/factors.js';
import type { Variant } from '../plan/plan.js';
import { compare } from '../statistics/comparison.js';
import type { Columns } from '../statistics/comparison.js';
import { detectableDifference, seedsToResolve, standardizedEffect } from '../statistics/effects.js';
import { holmOfPresent, SIGNIFICANCE } from '../statistics/holm.js';
import { mean } from '../statistics/moments.js';
import { columnsByTask } from './columns.js';
import type { Compared } from './compared.js';
import { intervalOf } from './scores.js';
import type { Ablation, AblationLevel, Column, Delta } from '../report/model.js';
import type { Recorded } from './recorded.js';

/** A level and the weights of the variants' rows whose sum it is judged by. */
interface Contrast {
  readonly level: string;
  readonly weights: ReadonlyMap<string, number>;
}

interface Factor {
  readonly factor: string;
  readonly label: string;
  readonly reference: string;
  readonly contrasts: readonly Contrast[];
}

/** Ablations of all factors; p values are corrected for all of them together. */
export const ablationsOf = (recorded: Recorded, compared: Compared): readonly Ablation[] =>
  judged(comparisonsOf(recorded), compared);

/** Each level against the mean of all levels of its factor; none but of a grid of several factors. */
export function mainEffectsOf({ plan }: Recorded, compared: Compared): readonly Ablation[] {
  const paths = factorsOf(plan);
  if (plan.experiment.sweep.design !== 'grid' || paths.length < 2) return [];
  const labels = shortNamesOf(paths);
  const all = plan.variants;
  const factors = paths.map((factor): Factor => {
    const contrasts = levelsOf(factor, plan).map((level) => {
      const members = all.filter((variant) => levelOf(variant, factor, plan) === level);
      const share = (variant: Variant): number => (members.includes(variant) ? 1 / members.length : 0);
      const weights = new Map(all.map((variant) => [variant.name, share(variant) - 1 / all.length]));
      return { level: String(level), weights };
    });
    return { factor, label: labels.get(factor) ?? factor, reference: 'mean of all', contrasts };
  });
  return judged(factors, compared);
}

function judged(factors: readonly Factor[], compared: Compared): readonly Ablation[] {
  const all = [
    ...compared.columns.map(({ label }, index) => ({
      label,
      columns: [{ weight: 1, rows: compared.runs[index] }],
    })),
    { label: MEAN, columns: meanOverTasks(compared) },
  ];
  const ablations = factors.map(({ factor, label, reference, contrasts }) => ({
    ...{ factor, label, reference },
    levels: contrasts.map(({ level, weights }) => {
      const ofRows = compared.variants.map((name) => weights.get(name) ?? 0);
      return { level, deltas: all.map((one) => deltaOf(one.label, one.columns, ofRows)) };
    }),
  }));
  return corrected(ablations);
}

/** The last column: mean over the tasks. */
export const MEAN = 'mean';

/** Columns whose sum is the mean over tasks, a task's columns counting as one. */
export function meanOverTasks({ columns, runs }: Compared): Columns {
  const tasks = columnsByTask(columns);
  return tasks.flatMap((indices) =>
    indices.map((index) => ({ weight: 1 / tasks.length / indices.length, rows: runs[index] })),
  );
}

type SeedScores = ReadonlyMap<number, number>;

/** Mean over tasks, a task's columns counting as one, of the seeds that have all columns. */
export function meanScores(scores: readonly SeedScores[], columns: readonly Column[]): SeedScores {
  const tasks = columnsByTask(columns);
  const seeds = [...(scores[0]?.keys() ?? [])].filter((seed) => scores.every((one) => one.has(seed)));
  const scoreOf = (seed: number): number =>
    mean(tasks.map((indices) => mean(indices.map((index) => scores[index].get(seed) ?? NaN))));
  return new Map(seeds.map((seed) => [seed, scoreOf(seed)]));
}

function comparisonsOf(recorded: Recorded): readonly Factor[] {
  return recorded.plan.experiment.sweep.design === 'list'
    ? listComparisons(recorded)
    : factorComparisons(recorded);
}

/** Named variants against the reference. */
function listComparisons({ plan: { variants } }: Recorded): readonly Factor[] {
  const others = variants.filter(({ name }) => name !== 'reference');
  if (others.length === 0 || others.length === variants.length) return [];
  const contrasts = others.map(({ name }) => ({
    level: name,
    weights: weightsOf([{ reference: 'reference', level: name }]),
  }));
  return [{ factor: 'variant', label: 'variant', reference: 'reference', contrasts }];
}

/** Mean of the pairs' differences, as weights of rows. */
function weightsOf(pairs: readonly Pair[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { level, reference } of pairs) {
    weights.set(reference, (weights.get(reference) ?? 0) - 1 / pairs.length);
    weights.set(level, (weights.get(level) ?? 0) + 1 / pairs.length);
  }
  return weights;
}

function factorComparisons({ plan }: Recorded): readonly Factor[] {
  const paths = factorsOf(plan);
  const labels = shortNamesOf(paths);
  return paths.flatMap((path) => {
    const reference = referenceLevel(path, plan);
    const contrasts = levelsOf(path, plan)
      .filter((level) => level !== reference)
      .map((level) => ({ level: String(level), pairs: pairsOf(path, { level, reference }, plan) }))
      .filter(({ pairs }) => pairs.length > 0)
      .map(({ level, pairs }) => ({ level, weights: weightsOf(pairs) }));
    const label = labels.get(path) ?? path;
    return contrasts.length === 0 ? [] : [{ factor: path, label, reference: String(reference), contrasts }];
  });
}

function deltaOf(column: string, columns: Columns, weights: readonly number[]): Delta {
  const comparison = compare(columns, weights);
  const { n, mean: difference, interval, p, test } = comparison;
  return {
    ...{ column, n, mean: difference, p, test, adjustedP: null, differs: false },
    interval: intervalOf(interval, test === 'seeds' ? 'seeds' : 'examples'),
    effect: standardizedEffect(comparison),
    detectable: detectableDifference(comparison),
    moreSeeds: seedsToResolve(comparison),
  };
}

function corrected(ablations: readonly Ablation[]): readonly Ablation[] {
  const all = ablations.flatMap(({ levels }) => levels.flatMap(({ deltas }) => deltas.map(({ p }) => p)));
  const adjusted = holmOfPresent(all);
  let next = 0;
  const correctedDelta = (delta: Delta): Delta => {
    const adjustedP = adjusted[next++];
    return { ...delta, adjustedP, differs: adjustedP !== null && adjustedP < SIGNIFICANCE };
  };
  const correctedLevel = (level: AblationLevel): AblationLevel => ({
    ...level,
    deltas: level.deltas.map(correctedDelta),
  });
  return ablations.map((ablation) => ({ ...ablation, levels: ablation.levels.map(correctedLevel) }));
}

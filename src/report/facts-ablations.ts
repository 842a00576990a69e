/** What each level of each factor changes, paired by seed. */
import type { Level } from '../experiment/schema.js';
import type { Variant } from '../plan/plan.js';
import { SIGNIFICANCE } from '../statistics/best.js';
import { differenceOf, holm } from '../statistics/differences.js';
import { mean } from '../statistics/moments.js';
import { factorLabels, factorPaths, levelOf, referenceLevel } from './facts-factors.js';
import { columnsByTask } from './facts-columns.js';
import { bySeed, intervalOf } from './facts-scores.js';
import type { Ablation, AblationLevel, Column, Delta, MainTable, TableRow } from './model.js';
import type { Recorded } from './read-recorded.js';

/** A level and the pairs of variants that differ in it alone. */
interface Contrast {
  readonly level: string;
  readonly pairs: readonly { readonly from: string; readonly to: string }[];
}

interface Comparison {
  readonly factor: string;
  readonly label: string;
  readonly reference: string;
  readonly contrasts: readonly Contrast[];
}

/** Ablations of all factors; p values are corrected for all of them together. */
export function ablationsOf(recorded: Recorded, { columns, rows }: MainTable): readonly Ablation[] {
  const scores = new Map(
    rows.filter(({ role }) => role === 'variant').map((row) => [row.label, seedScores(row, columns)]),
  );
  const names = [...columns.map(({ label }) => label), MEAN];
  const ablations = comparisonsOf(recorded).map(({ factor, label, reference, contrasts }) => ({
    ...{ factor, label, reference },
    levels: contrasts.map(({ level, pairs }) => ({
      level,
      deltas: names.map((column, index) => deltaOf(column, pairs, (variant) => scores.get(variant)?.[index])),
    })),
  }));
  return corrected(ablations);
}

/** The last column: mean over the tasks. */
export const MEAN = 'mean';

type SeedScores = ReadonlyMap<number, number>;

/** Score by seed of each column, then of the mean over tasks. */
function seedScores({ cells }: TableRow, columns: readonly Column[]): readonly SeedScores[] {
  return [...cells.map(bySeed), meanScores(cells.map(bySeed), columns)];
}

/** Mean over tasks, a task's columns counting as one, of the seeds that have all columns. */
export function meanScores(scores: readonly SeedScores[], columns: readonly Column[]): SeedScores {
  const tasks = columnsByTask(columns);
  const seeds = [...(scores[0]?.keys() ?? [])].filter((seed) => scores.every((one) => one.has(seed)));
  const scoreOf = (seed: number): number =>
    mean(tasks.map((indices) => mean(indices.map((index) => scores[index].get(seed) ?? NaN))));
  return new Map(seeds.map((seed) => [seed, scoreOf(seed)]));
}

function comparisonsOf(recorded: Recorded): readonly Comparison[] {
  return recorded.plan.experiment.sweep.design === 'list'
    ? listComparisons(recorded)
    : factorComparisons(recorded);
}

/** Named variants against the baseline. */
function listComparisons({ plan: { variants } }: Recorded): readonly Comparison[] {
  const others = variants.filter(({ name }) => name !== 'baseline');
  if (others.length === 0 || others.length === variants.length) return [];
  const contrasts = others.map(({ name }) => ({ level: name, pairs: [{ from: 'baseline', to: name }] }));
  return [{ factor: 'variant', label: 'variant', reference: 'baseline', contrasts }];
}

function factorComparisons({ plan }: Recorded): readonly Comparison[] {
  const paths = factorPaths(plan);
  const labels = factorLabels(plan);
  return paths.flatMap((path) => {
    const reference = referenceLevel(plan, path);
    const contextOf = (variant: Variant): string =>
      JSON.stringify(paths.filter((other) => other !== path).map((other) => levelOf(variant, other)));
    const references = new Map(
      plan.variants
        .filter((variant) => levelOf(variant, path) === reference)
        .map((variant) => [contextOf(variant), variant.name]),
    );
    const levels = [...new Set(plan.variants.map((variant) => levelOf(variant, path)))];
    const contrastOf = (level: Level): Contrast[] => {
      const members = plan.variants.filter((variant) => levelOf(variant, path) === level);
      const pairs = members.flatMap((variant) => {
        const from = references.get(contextOf(variant));
        return from === undefined ? [] : [{ from, to: variant.name }];
      });
      return pairs.length === 0 ? [] : [{ level: String(level), pairs }];
    };
    const contrasts = levels.filter((level) => level !== reference).flatMap(contrastOf);
    const label = labels.get(path) ?? path;
    return contrasts.length === 0 ? [] : [{ factor: path, label, reference: String(reference), contrasts }];
  });
}

/** Differences are first averaged over the pairs of a seed: pairs that share a seed are no independent evidence. */
function deltaOf(
  column: string,
  pairs: Contrast['pairs'],
  scoresOf: (variant: string) => SeedScores | undefined,
): Delta {
  const bySeed = new Map<number, number[]>();
  for (const { from, to } of pairs) {
    const before = scoresOf(from);
    for (const [seed, after] of scoresOf(to) ?? []) {
      const value = before?.get(seed);
      if (value !== undefined) bySeed.set(seed, [...(bySeed.get(seed) ?? []), after - value]);
    }
  }
  const complete = [...bySeed.values()].filter((differences) => differences.length === pairs.length);
  const { n, mean: difference, interval, p } = differenceOf(complete.map(mean));
  return {
    column,
    n,
    mean: difference,
    interval: intervalOf(interval, 'seeds'),
    p,
    adjustedP: null,
    differs: false,
  };
}

function corrected(ablations: readonly Ablation[]): readonly Ablation[] {
  const tested = ablations.flatMap(({ levels }) =>
    levels.flatMap(({ deltas }) => deltas.flatMap(({ p }) => (p === null ? [] : [p]))),
  );
  const adjusted = holm(tested);
  let next = 0;
  const correctedDelta = (delta: Delta): Delta => {
    if (delta.p === null) return delta;
    const adjustedP = adjusted[next++];
    return { ...delta, adjustedP, differs: adjustedP < SIGNIFICANCE };
  };
  const correctedLevel = (level: AblationLevel): AblationLevel => ({
    ...level,
    deltas: level.deltas.map(correctedDelta),
  });
  return ablations.map((ablation) => ({ ...ablation, levels: ablation.levels.map(correctedLevel) }));
}

/** What each level of each factor changes, seed by seed and example by example. */
import { factorsOf, levelOf, levelsOf, pairsOf, referenceLevel } from '../experiment/factors.js';
import { shortNamesOf } from '../experiment/short-names.js';
import type { Level } from '../experiment/schema.js';
import type { Plan } from '../plan/plan.js';
import { compare } from '../statistics/comparison.js';
import type { TestName } from '../statistics/comparison.js';
import type { Columns } from '../statistics/runs.js';
import { detectableDifference, seedsToResolve, standardizedEffect } from '../statistics/effects.js';
import { holmOfPresent, SIGNIFICANCE } from '../statistics/holm.js';
import type { Compared } from './compared.js';
import { weightsOf } from './contrasts.js';
import { intervalOf } from './intervals.js';
import type { Interval } from './intervals.js';
import { MEAN, meanOverTasks } from './means.js';
import type { Recorded } from './recorded.js';

export interface Ablation {
  /** The option's path; "variant" for the design `list`. */
  readonly factor: string;
  /** Short, e.g. "heads". */
  readonly label: string;
  /** The level that the others are compared with; null: the mean of all levels. */
  readonly reference: string | null;
  /** The levels other than the reference, in the order of the file. */
  readonly levels: readonly AblationLevel[];
}

export interface AblationLevel {
  readonly level: string;
  /** One for each column of the main table, then one for the mean over the tasks. */
  readonly deltas: readonly Delta[];
}

/** Level minus reference, in shares of 1: seeds are blocks and examples pairs. */
export interface Delta {
  /** Label of the column, or "mean". */
  readonly column: string;
  /** Null: no seed has both. */
  readonly mean: number | null;
  readonly interval: Interval | null;
  /** Seeds compared. */
  readonly n: number;
  /** Two-sided; null where there is no test. */
  readonly p: number | null;
  readonly test: TestName | null;
  /** p after Holm's correction for all deltas of all factors. */
  readonly adjustedP: number | null;
  /** Whether adjustedP is below 0.05. */
  readonly differs: boolean;
  /** In deviations of one seed's difference (Hedges). */
  readonly effect: number | null;
  /** What would have been found with a chance of 80 %, before correction; a share of 1. */
  readonly minimumDetectableEffect: number | null;
  /** Seeds beyond these that would find half a point with a chance of 80 %; null: not known, or no number would. */
  readonly extraSeeds: number | null;
}

/** A level and the weights of the variants, in the plan's order, whose sum it is judged by. */
interface Contrast {
  readonly level: string;
  readonly weights: readonly number[];
}

interface Factor extends Omit<Ablation, 'levels'> {
  readonly contrasts: readonly Contrast[];
}

/** Ablations of all factors (design `list`: one for all variants); p values are corrected for all of them together. */
export function ablationsOf({ plan }: Recorded, compared: Compared): readonly Ablation[] {
  const isList = plan.experiment.sweep.design === 'list';
  return judged(
    isList ? namedVariants(plan) : factorsOf(plan).flatMap((path) => againstReference(plan, path)),
    compared,
  );
}

/** Each level against the mean of all levels of its factor; none but of a grid of several factors. */
export function mainEffectsOf({ plan }: Recorded, compared: Compared): readonly Ablation[] {
  const paths = factorsOf(plan);
  if (plan.experiment.sweep.design !== 'grid' || paths.length < 2) return [];
  return judged(
    paths.map((path) => againstMean(plan, path)),
    compared,
  );
}

function namedVariants(plan: Plan): readonly Factor[] {
  const rows = plan.variants.map(({ name }) => [name]);
  const contrasts = plan.variants.flatMap(({ name }): Contrast[] => {
    const weights = weightsOf([{ level: name, reference: 'reference' }], rows);
    return name === 'reference' ? [] : [{ level: name, weights }];
  });
  if (contrasts.length === 0 || contrasts.length === rows.length) return [];
  return [{ factor: 'variant', label: 'variant', reference: 'reference', contrasts }];
}

function againstReference(plan: Plan, factor: string): readonly Factor[] {
  const reference = referenceLevel(factor, plan);
  const rows = plan.variants.map(({ name }) => [name]);
  const contrasts = levelsOf(factor, plan).flatMap((level): Contrast[] => {
    const pairs = level === reference ? [] : pairsOf(factor, { level, reference }, plan);
    return pairs.length === 0 ? [] : [{ level: String(level), weights: weightsOf(pairs, rows) }];
  });
  const label = labelOf(plan, factor);
  return contrasts.length === 0 ? [] : [{ factor, label, reference: String(reference), contrasts }];
}

const labelOf = (plan: Plan, factor: string): string => shortNamesOf(factorsOf(plan)).get(factor) ?? factor;

function againstMean(plan: Plan, factor: string): Factor {
  const { variants } = plan;
  const contrastOf = (level: Level): Contrast => {
    const isMember = variants.map((variant) => levelOf(variant, factor, plan) === level);
    const members = isMember.filter(Boolean).length;
    const weights = isMember.map((is) => (is ? 1 / members : 0) - 1 / variants.length);
    return { level: String(level), weights };
  };
  const label = labelOf(plan, factor);
  return { factor, label, reference: null, contrasts: levelsOf(factor, plan).map(contrastOf) };
}

function judged(factors: readonly Factor[], compared: Compared): readonly Ablation[] {
  const single = compared.columns.map(({ label }, index) => ({
    label,
    columns: [{ weight: 1, rows: compared.runs[index]! }],
  }));
  const all = [...single, { label: MEAN, columns: meanOverTasks(compared) }];
  const ablations = factors.map(({ factor, label, reference, contrasts }) => ({
    factor,
    label,
    reference,
    levels: contrasts.map(({ level, weights }) => ({
      level,
      deltas: all.map((one) => deltaOf(one.label, one.columns, weights)),
    })),
  }));
  return corrected(ablations);
}

function deltaOf(column: string, columns: Columns, weights: readonly number[]): Delta {
  const comparison = compare(columns, weights);
  const { n, mean: difference, interval, p, test } = comparison;
  return {
    column,
    n,
    mean: difference,
    interval: intervalOf(interval, test === 'seeds' ? 'seeds' : 'examples'),
    p,
    test,
    adjustedP: null,
    differs: false,
    effect: standardizedEffect(comparison),
    minimumDetectableEffect: detectableDifference(comparison),
    extraSeeds: seedsToResolve(comparison),
  };
}

function corrected(ablations: readonly Ablation[]): readonly Ablation[] {
  const all = ablations.flatMap(({ levels }) => levels.flatMap(({ deltas }) => deltas));
  const adjusted = holmOfPresent(all.map(({ p }) => p));
  const byDelta = new Map(all.map((delta, index) => [delta, adjusted[index] ?? null]));
  const correctedDelta = (delta: Delta): Delta => {
    const adjustedP = byDelta.get(delta) ?? null;
    return { ...delta, adjustedP, differs: adjustedP !== null && adjustedP < SIGNIFICANCE };
  };
  return ablations.map((ablation) => ({
    ...ablation,
    levels: ablation.levels.map(({ level, deltas }) => ({ level, deltas: deltas.map(correctedDelta) })),
  }));
}

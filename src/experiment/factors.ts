/** What varies between the variants of an experiment: its factors, their levels, and which variants differ in one of them alone. */
import type { Combination } from './combinations.js';
import { optionOf } from './options.js';
import type { Experiment, Level } from './schema.js';

/** An experiment and its variants: combinations of its sweep, or a plan's. */
export interface Swept {
  readonly experiment: Experiment;
  readonly variants: readonly Combination[];
}

/** Paths of the options that the sweep names or a variant sets, in the order of the file. */
export function factorsOf({ experiment, variants }: Swept): readonly string[] {
  const set = variants.flatMap(({ levels }) => Object.keys(levels));
  return [...new Set([...Object.keys(experiment.sweep.factors), ...set])];
}

/** The levels that variants have of a factor, each once, in the order of the variants. */
export const levelsOf = (factor: string, swept: Swept): readonly Level[] => [
  ...new Set(swept.variants.map((variant) => levelOf(variant, factor, swept))),
];

/** A variant's level of a factor, whether it differs from the reference's or not. */
export const levelOf = ({ levels }: Combination, path: string, { experiment }: Swept): Level =>
  levels[path] === undefined ? (optionOf(experiment, path) as Level) : levels[path];

/** The level that a factor's others are compared with: the file's own, or the first where no variant has that. */
export function referenceLevel(factor: string, swept: Swept): Level {
  const own = optionOf(swept.experiment, factor) as Level;
  const present = levelsOf(factor, swept);
  return present.includes(own) ? own : (present[0] ?? own);
}

export interface Member {
  /** Of a variant. */
  readonly name: string;
  readonly level: Level;
}

/** Variants that differ in this factor alone, group by group. */
export function contextsOf(factor: string, swept: Swept): readonly (readonly Member[])[] {
  const others = factorsOf(swept).filter((path) => path !== factor);
  const groups = new Map<string, Member[]>();
  for (const variant of swept.variants) {
    const context = JSON.stringify(others.map((path) => levelOf(variant, path, swept)));
    const member = { name: variant.name, level: levelOf(variant, factor, swept) };
    groups.set(context, [...(groups.get(context) ?? []), member]);
  }
  return [...groups.values()];
}

/** Names of two variants that differ in one factor alone. */
export interface Pair {
  readonly level: string;
  readonly reference: string;
}

/** The pairs of variants, one with each of two levels of a factor, that differ in nothing else. */
export const pairsOf = (
  factor: string,
  { level, reference }: { readonly level: Level; readonly reference: Level },
  swept: Swept,
): readonly Pair[] =>
  contextsOf(factor, swept).flatMap((members) => {
    const nameAt = (wanted: Level) => members.find((member) => member.level === wanted)?.name;
    const [one, other] = [nameAt(level), nameAt(reference)];
    return one === undefined || other === undefined ? [] : [{ level: one, reference: other }];
  });

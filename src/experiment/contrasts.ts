/** What a hypothesis compares: two levels of a factor, by the pairs of variants that differ in nothing else; or two variants. */
import type { Combination } from './combinations.js';
import { optionOf } from './options.js';
import type { Hypothesis, Experiment, Level } from './schema.js';

export interface Pair {
  /** Names of variants. */
  readonly of: string;
  readonly than: string;
}

export interface Contrast {
  readonly of: Level;
  readonly than: Level;
  /** Empty: no two variants can be compared. */
  readonly pairs: readonly Pair[];
}

/** An experiment and its variants: combinations of its sweep, or a plan's. */
export interface Swept {
  readonly experiment: Experiment;
  readonly variants: readonly Combination[];
}

/** The comparisons that a hypothesis makes, in order; none where it makes no comparison of scores or losses. */
export function contrastsOf(
  { expect, factor, level, reference, levels = [] }: Hypothesis,
  swept: Swept,
): Contrast[] {
  const contrast = (one: Level | undefined, other: Level | undefined): Contrast[] =>
    one === undefined || other === undefined
      ? []
      : [{ of: one, than: other, pairs: pairsOf(factor, { of: one, than: other }, swept) }];
  switch (expect) {
    case 'better':
    case 'non-inferior':
    case 'equivalent':
      return contrast(level, reference);
    case 'near-best':
      return levelsOf(factor ?? '', swept).flatMap((other) =>
        other === level ? [] : contrast(level, other),
      );
    case 'increasing':
      return levels.slice(1).flatMap((level, index) => contrast(level, levels[index]));
    case 'same-parameters':
    case 'untested':
      return [];
  }
}

/** Pairs that differ in a factor's level alone; without a factor the levels are names of variants. */
export function pairsOf(factor: string | undefined, { of, than }: Omit<Contrast, 'pairs'>, swept: Swept): Pair[] {
  if (factor === undefined) {
    const names = swept.variants.map(({ name }) => name);
    const isThere = [of, than].every((name) => names.includes(String(name)));
    return isThere ? [{ of: String(of), than: String(than) }] : [];
  }
  return contextsOf(factor, swept).flatMap((members) => {
    const [one, other] = [of, than].map((level) => members.find((member) => member.level === level));
    return one === undefined || other === undefined ? [] : [{ of: one.name, than: other.name }];
  });
}

export interface Member {
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

/** Options that the sweep varies, in the order of the file. */
export function factorsOf({ experiment, variants }: Swept): readonly string[] {
  const set = variants.flatMap(({ levels }) => Object.keys(levels));
  return [...new Set([...Object.keys(experiment.sweep.factors), ...set])];
}

/** The levels that variants have of a factor, each once. */
export const levelsOf = (factor: string, swept: Swept): readonly Level[] => [
  ...new Set(swept.variants.map((variant) => levelOf(variant, factor, swept))),
];

/** A variant's level of a factor, whether it differs from the reference's or not. */
export const levelOf = ({ levels }: Combination, path: string, { experiment }: Pick<Swept, 'experiment'>): Level =>
  path in levels ? levels[path] : (optionOf(experiment, path) as Level);

/** What a hypothesis compares: two levels of a factor, by the pairs of variants that differ in nothing else; or two variants. */
import type { Combination } from './combinations.js';
import { optionOf } from './options.js';
import type { Hypothesis, Experiment, Level } from './schema.js';

export interface Pair {
  /** Names of variants. */
  readonly level: string;
  readonly reference: string;
}

export interface Contrast {
  readonly level: Level;
  readonly reference: Level;
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
      : [{ level: one, reference: other, pairs: pairsOf(factor, { level: one, reference: other }, swept) }];
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
      return levels.slice(1).flatMap((higher, index) => contrast(higher, levels[index]));
    case 'same-parameters':
    case 'untested':
      return [];
  }
}

function pairsOf(
  factor: string | undefined,
  { level, reference }: Omit<Contrast, 'pairs'>,
  swept: Swept,
): Pair[] {
  if (factor === undefined) {
    const names = swept.variants.map(({ name }) => name);
    const isThere = [level, reference].every((name) => names.includes(String(name)));
    return isThere ? [{ level: String(level), reference: String(reference) }] : [];
  }
  return contextsOf(factor, swept).flatMap((members) => {
    const [one, other] = [level, reference].map((wanted) =>
      members.find((member) => member.level === wanted),
    );
    return one === undefined || other === undefined ? [] : [{ level: one.name, reference: other.name }];
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

const levelOf = ({ levels }: Combination, path: string, { experiment }: Swept): Level =>
  path in levels ? levels[path] : (optionOf(experiment, path) as Level);

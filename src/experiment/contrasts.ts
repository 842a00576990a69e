/** What a hypothesis compares: two levels of a factor, by the pairs of variants that differ in nothing else; or two variants. */
import { levelsOf, pairsOf, type Pair, type Swept } from './factors.js';
import type { Hypothesis, Level } from './schema.js';

interface Compared {
  readonly level: Level;
  readonly reference: Level;
}

export interface Contrast extends Compared {
  /** Empty: no two variants can be compared. */
  readonly pairs: readonly Pair[];
}

/** The comparisons that a hypothesis makes, in order; none where it makes no comparison of scores or losses. */
export function contrastsOf(hypothesis: Hypothesis, swept: Swept): readonly Contrast[] {
  return comparedBy(hypothesis, swept).map((compared) => ({
    ...compared,
    pairs: pairsCompared(hypothesis.factor, compared, swept),
  }));
}

function comparedBy(hypothesis: Hypothesis, swept: Swept): readonly Compared[] {
  const { expect, factor = '', level, reference, levels = [] } = hypothesis;
  switch (expect) {
    case 'better':
    case 'non-inferior':
    case 'equivalent':
      return compared(level, reference);
    case 'near-best':
      return levelsOf(factor, swept)
        .filter((other) => other !== level)
        .flatMap((other) => compared(level, other));
    case 'increasing':
      return levels.slice(1).flatMap((higher, index) => compared(higher, levels[index]));
    case 'same-parameters':
    case 'untested':
      return [];
  }
}

const compared = (level: Level | undefined, reference: Level | undefined): readonly Compared[] =>
  level === undefined || reference === undefined ? [] : [{ level, reference }];

function pairsCompared(factor: string | undefined, compared: Compared, swept: Swept): readonly Pair[] {
  if (factor !== undefined) return pairsOf(factor, compared, swept);
  const names = swept.variants.map(({ name }) => name);
  const [level, reference] = [String(compared.level), String(compared.reference)];
  return names.includes(level) && names.includes(reference) ? [{ level, reference }] : [];
}

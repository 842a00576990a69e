/** The resolved options of the variants. */
import { optionOf, OPTION_PATHS } from '../experiment/options.js';
import type { Recorded } from './recorded.js';
import type { OptionValue } from './stage-origins.js';

export interface VariantOptions {
  readonly variant: string;
  readonly options: readonly OptionValue[];
}

/** All options of the first variant, resolved; of each other one those that differ. */
export function variantOptions({ plan }: Recorded): readonly VariantOptions[] {
  const [first, ...rest] = plan.variants;
  if (first === undefined) return [];
  const all = PATHS.flatMap((name) => {
    const value = optionOf(first.experiment, name);
    return value === undefined ? [] : [{ name, value }];
  });
  const others = rest.map(({ name: variant, levels }) => ({
    variant,
    options: Object.entries(levels).map(([name, value]) => ({ name, value })),
  }));
  return [{ variant: first.name, options: all }, ...others];
}

/** What says which variants there are, and how they are told of, is no option of one. */
const PATHS = OPTION_PATHS.filter(
  (path) => !/^(sweep|seeds|name|description|extends|report|hypotheses)\b/.test(path),
);

/** The variants of an experiment: each combination of its sweep, resolved. */
import { combinationsOf } from '../experiment/combinations.js';
import { withLevels } from '../experiment/options.js';
import type { Experiment } from '../experiment/schema.js';
import type { Variant } from './plan.js';

/** In the order of the file; the reference, where it is one of them, first for `one-factor` and `list`. */
export function variantsOf(experiment: Experiment): readonly Variant[] {
  return combinationsOf(experiment).map(({ name, levels }) => ({
    name,
    levels,
    experiment: withLevels(experiment, levels),
  }));
}

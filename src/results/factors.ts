/** What varies between the variants of a plan. */
import { shortNamesOf } from '../experiment/combinations.js';
import { optionOf } from '../experiment/options.js';
import type { Level } from '../experiment/schema.js';
import type { Plan, Variant } from '../plan/plan.js';

/** Options that a sweep names or a variant sets, in the order of the file. */
export function factorPaths({ experiment, variants }: Plan): readonly string[] {
  const named = Object.keys(experiment.sweep.factors);
  const set = variants.flatMap(({ levels }) => Object.keys(levels));
  return [...new Set([...named, ...set])];
}

/** Short and distinct: "heads"; "pretrain.schedule" beside "finetune.schedule". */
export const factorLabels = (plan: Plan): ReadonlyMap<string, string> => shortNamesOf(factorPaths(plan));

/** A variant's level of a factor, whether it differs from the reference's or not. */
export const levelOf = ({ experiment }: Variant, path: string): Level => optionOf(experiment, path) as Level;

/** The level that the others of a factor are compared with: the file's own, or the first where no variant has that. */
export function referenceLevel(plan: Plan, path: string): Level {
  const own = optionOf(plan.experiment, path) as Level;
  const present = plan.variants.map((variant) => levelOf(variant, path));
  return present.includes(own) || present.length === 0 ? own : present[0];
}

/** What varies between the variants of a plan. */
import { shortNamesOf } from '../experiment/combinations.js';
import { factorsOf, levelsOf } from '../experiment/contrasts.js';
import { optionOf } from '../experiment/options.js';
import type { Level } from '../experiment/schema.js';
import type { Plan } from '../plan/plan.js';

/** Short and distinct: "heads"; "pretrain.schedule" beside "finetune.schedule". */
export const factorLabels = (plan: Plan): ReadonlyMap<string, string> => shortNamesOf(factorsOf(plan));

/** The level that the others of a factor are compared with: the file's own, or the first where no variant has that. */
export function referenceLevel(plan: Plan, path: string): Level {
  const own = optionOf(plan.experiment, path) as Level;
  const [first = own, ...others] = levelsOf(path, plan);
  return [first, ...others].includes(own) ? own : first;
}

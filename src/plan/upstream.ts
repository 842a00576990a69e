/** What stages depend on, in a plan. */
import type { Plan } from './plan.js';
import type { Stage } from '../stages/index.js';

/** The stages of these keys and all that they need, directly or not, in the plan's order. */
export function withUpstream({ stages }: Pick<Plan, 'stages'>, keys: Iterable<string>): readonly Stage[] {
  const needed = new Set(keys);
  for (const { key, inputs } of stages.toReversed())
    if (needed.has(key)) inputs.forEach((input) => needed.add(input));
  return stages.filter(({ key }) => needed.has(key));
}

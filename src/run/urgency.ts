/** Which stage to start first, so that no long one is left to run alone at the end. */
import type { Stage } from '../stages/index.js';

/** The stages by the estimated time of the longest chain that each begins, longest first; equal ones in their order. */
export function mostUrgentFirst(stages: readonly Stage[]): readonly Stage[] {
  const ahead = new Map<string, number>();
  for (const stage of stages.toReversed()) {
    const chain = (ahead.get(stage.key) ?? 0) + stage.estimate.seconds;
    ahead.set(stage.key, chain);
    for (const input of stage.inputs) ahead.set(input, Math.max(ahead.get(input) ?? 0, chain));
  }
  const chainOf = ({ key }: Stage): number => ahead.get(key) ?? 0;
  return stages.toSorted((a, b) => chainOf(b) - chainOf(a));
}

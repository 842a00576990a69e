/** What the stages of a plan depend on, by name. */
import { identityOf } from '../plan/keys.js';
import { lineageOf } from '../plan/why.js';
import type { Lineage } from '../plan/why.js';
import type { Recorded } from '../results/recorded.js';

/** By key. */
export function lineages({ plan }: Recorded, numericsVersion: string): (key: string) => Lineage {
  const identities = new Map(plan.stages.map(({ key, spec }) => [key, identityOf(spec, numericsVersion)]));
  const identityOfKey = (key: string) => identities.get(key) ?? null;
  return (key) => lineageOf(identityOfKey(key) ?? {}, identityOfKey);
}

/** What a lineage holds beside the options of its row. */
export const OF_A_RUN: readonly string[] = ['seed', 'task', 'data'];

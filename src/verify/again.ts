/** Is what was computed again, in a results folder of its own, the same as what is kept? */
import type { Plan } from '../plan/plan.js';
import type { Stage } from '../stages/index.js';
import { storedResultHash } from '../store/result-hash.js';
import type { Store } from '../store/store.js';

export interface Again {
  /** Stages that both have. */
  readonly compared: number;
  /** Those whose results differ, with the sha256 of each. */
  readonly different: readonly { readonly stage: Stage; readonly kept: string; readonly now: string }[];
}

/** Compares the stages of a plan that are done in both stores. */
export async function compareAgain(
  { stages }: Plan,
  { kept, again }: { readonly kept: Store; readonly again: Store },
): Promise<Again> {
  const keys = stages.map(({ key }) => key);
  const [before, after] = [await hashesOf(kept, keys), await hashesOf(again, keys)];
  const both = stages.flatMap((stage) => {
    const hashes = { kept: before.get(stage.key), now: after.get(stage.key) };
    return hashes.kept === undefined || hashes.now === undefined
      ? []
      : [{ stage, kept: hashes.kept, now: hashes.now }];
  });
  return { compared: both.length, different: both.filter((one) => one.kept !== one.now) };
}

/** sha256 of each result, by key, of the stages that are done. */
async function hashesOf(store: Store, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const [key, { status }] of await store.stages(keys)) {
    if (status !== 'done') continue;
    hashes.set(key, await storedResultHash(store, key));
  }
  return hashes;
}

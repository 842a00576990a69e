/** After `run --only … --results FOLDER`: did what was computed again come to the same as what the project keeps? */
import { EXIT } from '../failure.js';
import type { Plan } from '../plan/plan.js';
import { storedResultHash } from '../store/result-hash.js';
import type { Store } from '../store/store.js';
import { counted, print, red } from './terminal/print.js';
import { withStore } from './project.js';
import type { Project } from './project.js';

/** Compares stage by stage what both have; nothing is said where the project keeps none of them. The exit code. */
export async function compareAgain(
  { stages }: Plan,
  { again, project }: { again: Store; project: Project },
): Promise<number> {
  const keys = stages.map(({ key }) => key);
  const stored = (await withStore(project, (store) => hashesOf(store, keys))) ?? new Map<string, string>();
  const found = await hashesOf(again, keys);
  const both = stages.filter(({ key }) => stored.has(key) && found.has(key));
  if (both.length === 0) return EXIT.ok;
  const other = both.filter(({ key }) => stored.get(key) !== found.get(key));
  print();
  if (other.length === 0) {
    print(
      `Computed again: numbers and predictions of ${counted(both.length, 'stage')} are the same, bit for bit, as in ${project.results}.`,
    );
    return EXIT.ok;
  }
  print(`${red('DIFFERENT')}  Computed again, these stages are not what ${project.results} keeps:`);
  for (const { key, label } of other)
    print(
      `  ${label} (${key.slice(0, 10)}): kept ${stored.get(key)?.slice(0, 16)}, now ${found.get(key)?.slice(0, 16)}`,
    );
  return EXIT.differs;
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

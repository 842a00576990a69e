import { hashResult } from '../stages/result.js';
import type { Store } from './store.js';

/** hashResult of what is stored of a stage. */
export async function storedResultHash(store: Store, key: string): Promise<string> {
  return hashResult({
    metrics: await store.metrics(key),
    predictions: await store.predictions(key),
    overlaps: await store.overlaps(key),
  });
}

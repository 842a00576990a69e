/** Where a model drops: every place of one pass has a number of its own, so that no two share a mask. */
import type { Dropout } from '../../engines/engine.js';

/** Masks of one step depend on the seed and the step alone. */
export interface DropoutKey {
  readonly seed: number;
  readonly step: number;
}

export const SITES = {
  embedding: 0,
  classifier: 1,
  attention: (block: number) => 2 + 3 * block,
  attentionBranch: (block: number) => 3 + 3 * block,
  feedForwardBranch: (block: number) => 4 + 3 * block,
} as const;

/** The dropout of one place; without a key (evaluation) nothing is dropped. */
export function dropoutAt(key: DropoutKey | null, rate: number, site: number): Dropout {
  return key === null ? { rate: 0, seed: 0, step: 0, site } : { ...key, rate, site };
}

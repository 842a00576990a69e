/** A check of options that are each valid: what it says where they make no sense together. */
import type { Experiment } from './schema.js';

export interface Violation {
  /** Options to blame, the likeliest first. */
  readonly paths: readonly string[];
  readonly message: string;
  readonly hint: string;
}

export type Check = (experiment: Experiment) => Violation | null;

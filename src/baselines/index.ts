/** All non-neural baselines, by the names that experiments use. */
import { bagOfWords } from './bag-of-words.js';
import type { Baseline } from './baseline.js';
import { majority } from './majority.js';

export const BASELINES = {
  majority,
  'bag-of-words': bagOfWords,
} as const satisfies Readonly<Record<string, Baseline>>;

export type BaselineName = keyof typeof BASELINES;

export const BASELINE_NAMES = Object.keys(BASELINES) as readonly BaselineName[];

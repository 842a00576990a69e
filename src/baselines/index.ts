/** All baselines, by the names that experiments use. */
import type { EvaluateOptions } from '../experiment/schema.js';
import { bagOfWords } from './bag-of-words.js';
import type { Baseline } from './baseline.js';
import { majority } from './majority.js';

export const BASELINES: Readonly<Record<EvaluateOptions['baselines'][number], Baseline>> = {
  majority,
  'bag-of-words': bagOfWords,
};

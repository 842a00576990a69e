/** What is searched for, and when an example counts as overlapping; for stage and report. */
import type { Overlap, TrainedOn } from '../result.js';

/** Words of an n-gram: what GPT-2's report and PaLM's used (docs/decisions/0016-overlap.md). */
export const GRAM_WORDS = 8;

/** Share of its n-grams from which an example counts as overlapping. Source: Chowdhery et al. 2022, section 8. */
export const OVERLAPPING_SHARE = 0.7;

export const isOverlapping = (example: Overlap, trainedOn: TrainedOn): boolean =>
  isSearched(example, trainedOn) && example[trainedOn] >= OVERLAPPING_SHARE;

/** Whether what it may overlap with was there to be searched. */
export const isSearched = <T extends TrainedOn>(
  example: Overlap,
  trainedOn: T,
): example is Overlap & Readonly<Record<T, number>> => example[trainedOn] !== null;

/** What an overlap stage finds of each evaluated example, and when an example counts as overlapping; for stage and report. */

/** Words of an n-gram: what GPT-2's report and PaLM's used (docs/decisions/0016-overlap.md). */
export const GRAM_WORDS = 8;

/** Share of its n-grams from which an example counts as overlapping. Source: Chowdhery et al. 2022, section 8. */
export const OVERLAPPING_SHARE = 0.7;

/** One evaluated example against what was trained on. */
export interface Overlap {
  readonly split: string;
  readonly id: string;
  /** Words of all its fields; with fewer than GRAM_WORDS it is searched for as a whole. */
  readonly words: number;
  /** Share of its n-grams that the pre-trained text holds, 0 to 1. */
  readonly corpus: number;
  /** Share of its n-grams that a training example of its task holds, 0 to 1. */
  readonly train: number;
  /** Training examples of the same text: all with its `same` label, or some with an `other`; null: there is none. */
  readonly copy: 'same' | 'other' | null;
}

/** What an example can overlap with. */
export const TRAINED_ON = ['corpus', 'train'] as const;
export type TrainedOn = (typeof TRAINED_ON)[number];

export const isOverlapping = (example: Overlap, trainedOn: TrainedOn): boolean =>
  example[trainedOn] >= OVERLAPPING_SHARE;

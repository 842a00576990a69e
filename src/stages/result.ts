/** What a stage yields: the numbers, predictions and facts that the store records and the report reads. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';
import type { DivergedAt } from '../training/divergence.js';

/**
 * One number at one step, long form. Names: `loss` (nats per token), `task-loss`, `learning-rate`, `gradient-norm`,
 * and those of statistics/metrics.ts. Splits: `train`, `heldout`, or an evaluation split of the task (`all`: pooled over
 * the splits). Step: training steps done; 0 for an evaluation of the weights that a training ended with; the context
 * length for a loss by length.
 */
export interface Metric {
  readonly name: string;
  readonly split: string;
  readonly step: number;
  readonly value: number;
}

/** Whether a metric is of the weights that a training ended with, not of some on its way. */
export const isOfLast = ({ step }: Pick<Metric, 'step'>): boolean => step === 0;

/**
 * One evaluated example. Label and prediction are indices of classes, or the numbers themselves where the task has a
 * range. Scores are log-probabilities of the classes, or of texts that stand for them (tasks/task.ts, ZeroShot); empty for
 * a range. The class of the highest is predicted, the first of equals.
 */
export interface Prediction {
  readonly split: string;
  readonly id: string;
  readonly label: number;
  readonly predicted: number;
  readonly scores: readonly number[];
}

/** One evaluated example against what was trained on. */
export interface Overlap {
  readonly split: string;
  readonly id: string;
  /** Words of all its fields; with fewer than an n-gram has, it is searched for as a whole. */
  readonly words: number;
  /** Share of its n-grams that the pre-trained text holds, 0 to 1; null: that text is not here. */
  readonly corpus: number | null;
  /** Share of its n-grams that a training example of its task holds, 0 to 1. */
  readonly train: number;
  /** Training examples of the same text: all with its `same` label, or some with an `other`; null: there is none. */
  readonly copy: 'same' | 'other' | null;
}

/** What an example can overlap with. */
export const TRAINED_ON = ['corpus', 'train'] as const;
export type TrainedOn = (typeof TRAINED_ON)[number];

export interface StageResult {
  readonly metrics: readonly Metric[];
  readonly predictions: readonly Prediction[];
  /** Of a stage that looks for them. */
  readonly overlaps?: readonly Overlap[];
  readonly facts: Facts;
}

/** sha256 of all rows: two results share it exactly when each value and their order are the same. */
export function hashResult({ metrics, predictions, overlaps = [] }: Omit<StageResult, 'facts'>): string {
  const rows = {
    metrics: metrics.map(({ name, split, step, value }) => [name, split, step, value]),
    predictions: predictions.map((one) => [one.split, one.id, one.label, one.predicted, one.scores]),
    overlaps: overlaps.map(({ split, id, words, corpus, train, copy }) => [
      split,
      id,
      words,
      corpus,
      train,
      copy,
    ]),
  };
  return createHash('sha256').update(canonicalJson(rows)).digest('hex');
}

/** One example as the model saw it: the report's Table 4. */
export interface SampleInput {
  readonly split: string;
  readonly id: string;
  readonly label: string;
  /** The example's own fields, as text. */
  readonly fields: Readonly<Record<string, string>>;
  /** One list of tokenizer entries per sequence. */
  readonly sequences: readonly (readonly string[])[];
}

/** Facts of a stage, JSON. A stage fills what applies to it; absent means not applicable. */
export interface Facts {
  /** tokenize */
  readonly documents?: number;
  readonly trainTokens?: number;
  readonly heldoutTokens?: number;
  /** Entries of text; a model's special symbols come on top. */
  readonly vocabularySize?: number;
  /** pretrain, finetune */
  readonly parameters?: number;
  /** Tokens the model processed, forward and backward. */
  readonly tokens?: number;
  readonly steps?: number;
  /** pretrain: steps, besides the last, whose weights it left. */
  readonly keptSteps?: readonly number[];
  /** pretrain: UTF-8 bytes of text for each token that the held-out loss is measured on. */
  readonly heldoutBytesPerToken?: number;
  /** finetune, evaluate, zero-shot, overlap, baseline: examples used, by split, and what the reader left out. */
  readonly examples?: Readonly<Record<string, number>>;
  readonly rejected?: Readonly<Record<string, number>>;
  readonly unlabelled?: Readonly<Record<string, number>>;
  /** Examples whose sequences were cut to the context. */
  readonly truncatedExamples?: number;
  /** Share of each class in the evaluated examples, by split. */
  readonly classShares?: Readonly<Record<string, readonly number[]>>;
  readonly sample?: SampleInput;
  /** zero-shot, of a task that is decided by a threshold: it, in nats per token. */
  readonly threshold?: number;
  /** pretrain, finetune that diverged */
  readonly divergence?: DivergedAt;
  /** overlap: evaluated examples that overlap with what was trained on, by split. */
  readonly overlapping?: Readonly<Partial<Record<TrainedOn, Readonly<Record<string, number>>>>>;
  /** Evaluated examples whose text is a training example's, by split. */
  readonly copies?: Readonly<Record<string, number>>;
  /** Training examples that say text and label of an earlier one again; whose text stands with another label, too. */
  readonly repeated?: number;
  readonly contradictory?: number;
  /** sha256 of the final weights. */
  readonly weightsHash?: string;
}

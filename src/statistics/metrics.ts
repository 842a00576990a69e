/** What predictions are scored by: each metric's formula, its name in headings and which way is better. */
import { mean } from './moments.js';
import { ranks } from './ranks.js';

/** One example: its label and what was predicted, as numbers of classes or as values. */
export interface Outcome {
  readonly label: number;
  readonly predicted: number;
}

export interface ScoreMetric {
  /** As headings write it. */
  readonly title: string;
  readonly direction: 'higher' | 'lower';
  /** The lowest that it can be; 1 is the highest. */
  readonly least: 0 | -1;
  /** What it is defined for. */
  readonly on: 'classes' | 'two classes' | 'range';
  /**
   * What tells it from the score of answers that are blind to the example: `majority`: the commonest class's share of right
   * answers; else the correlation that is 0 where the answers are blind. F1 of rates p and q is 2·(p·q + covariance) / (p + q):
   * above that of blind answers at the same rates exactly where Matthews' correlation is above 0.
   */
  readonly blind: 'majority' | 'matthews' | 'pearson' | 'spearman';
  /** Of examples in any order; null where it is not defined on them. */
  readonly of: (outcomes: readonly Outcome[]) => number | null;
}

/** Share of right predictions; null of none. */
export function accuracy(outcomes: readonly Outcome[]): number | null {
  if (outcomes.length === 0) return null;
  return outcomes.filter(({ label, predicted }) => label === predicted).length / outcomes.length;
}

/**
 * F1 of class 1, 2·TP / (2·TP + FP + FN), as GLUE does for QQP; null where that is 0/0. Source: C. J. van Rijsbergen,
 * Information Retrieval, 2nd edition (1979), chapter 7, with equal weights.
 */
export function f1(outcomes: readonly Outcome[]): number | null {
  let [both, positives, predictedPositives] = [0, 0, 0];
  for (const { label, predicted } of outcomes) {
    if (label === 1) positives += 1;
    if (predicted === 1) predictedPositives += 1;
    if (label === 1 && predicted === 1) both += 1;
  }
  return positives + predictedPositives === 0 ? null : (2 * both) / (positives + predictedPositives);
}

/**
 * Matthews' correlation of two classes, −1 to 1; null where labels or predictions are all of one class. It is Pearson's
 * correlation of the two binary variables. Source: B. W. Matthews, Comparison of the predicted and observed secondary
 * structure of T4 phage lysozyme, Biochimica et Biophysica Acta 405 (1975), 442-451.
 */
export const matthews = (outcomes: readonly Outcome[]): number | null => pearson(outcomes);

/**
 * Product-moment correlation of label and prediction, −1 to 1; null where one of them does not vary. Source: K. Pearson,
 * Note on regression and inheritance in the case of two parents, Proceedings of the Royal Society 58 (1895), 240-242.
 */
export function pearson(outcomes: readonly Outcome[]): number | null {
  if (outcomes.length < 2) return null;
  const x = deviations(outcomes.map(({ label }) => label));
  const y = deviations(outcomes.map(({ predicted }) => predicted));
  const scale = Math.sqrt(dot(x, x)) * Math.sqrt(dot(y, y));
  return scale === 0 ? null : Math.max(-1, Math.min(1, dot(x, y) / scale));
}

/**
 * Pearson's correlation of the ranks, equal values having their mean rank. Source: C. Spearman, The proof and measurement
 * of association between two things, American Journal of Psychology 15 (1904), 72-101.
 */
export function spearman(outcomes: readonly Outcome[]): number | null {
  const labels = ranks(outcomes.map(({ label }) => label));
  const predictions = ranks(outcomes.map(({ predicted }) => predicted));
  return pearson(labels.map((label, index) => ({ label, predicted: predictions[index]! })));
}

export const METRICS = {
  accuracy: {
    title: 'accuracy',
    direction: 'higher',
    least: 0,
    on: 'classes',
    blind: 'majority',
    of: accuracy,
  },
  f1: { title: 'F1', direction: 'higher', least: 0, on: 'two classes', blind: 'matthews', of: f1 },
  matthews: {
    title: 'Matthews',
    direction: 'higher',
    least: -1,
    on: 'two classes',
    blind: 'matthews',
    of: matthews,
  },
  pearson: { title: 'Pearson', direction: 'higher', least: -1, on: 'range', blind: 'pearson', of: pearson },
  spearman: {
    title: 'Spearman',
    direction: 'higher',
    least: -1,
    on: 'range',
    blind: 'spearman',
    of: spearman,
  },
} as const satisfies Readonly<Record<string, ScoreMetric>>;

export type MetricName = keyof typeof METRICS;

/** In the order in which they are recorded. */
export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];

function deviations(values: readonly number[]): readonly number[] {
  const centre = mean(values);
  return values.every((value) => value === values[0])
    ? values.map(() => 0)
    : values.map((value) => value - centre);
}

const dot = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, value, index) => sum + value * y[index]!, 0);

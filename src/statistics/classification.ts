/** Accuracy and F1 of one run's predictions, with their intervals over the examples. */
import { wilsonInterval } from './intervals.js';
import type { Bounds } from './intervals.js';

export interface Outcome {
  readonly label: number;
  readonly predicted: number;
}

/** A score and its 95 % interval over the examples. */
export interface ExampleScore extends Bounds {
  readonly value: number;
}

/** Share of right predictions, with Wilson's interval; null of none. Pooled over whatever examples are given. */
export function accuracy(outcomes: readonly Outcome[]): ExampleScore | null {
  const right = outcomes.filter(({ label, predicted }) => label === predicted).length;
  const bounds = wilsonInterval(right, outcomes.length);
  return bounds === null ? null : { value: right / outcomes.length, ...bounds };
}

/**
 * F1 of class 1, 2·TP / (2·TP + FP + FN); null where that is 0/0. Its interval comes through J = F / (2 − F) =
 * TP / (TP + FP + FN), which is a share and takes Wilson's interval, mapped back by F = 2·J / (1 + J): the "Wilson
 * indirect" method. Sources: D. J. Hand, P. Christen, N. Kirielle, F*: an interpretable transformation of the F-measure,
 * Machine Learning 110 (2021), 451-456; K. F. Y. Lam, V. Gopal, J. Qian, Confidence intervals for the F1 score: a
 * comparison of four methods, arXiv:2309.14621 (2023).
 */
export function f1(outcomes: readonly Outcome[]): ExampleScore | null {
  const both = outcomes.filter(({ label, predicted }) => label === 1 && predicted === 1).length;
  const either = outcomes.filter(({ label, predicted }) => label === 1 || predicted === 1).length;
  const bounds = wilsonInterval(both, either);
  if (bounds === null) return null;
  return { value: fromShare(both / either), low: fromShare(bounds.low), high: fromShare(bounds.high) };
}

const fromShare = (share: number): number => (2 * share) / (1 + share);

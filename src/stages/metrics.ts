/** Accuracy and F1 of predictions, by split and pooled. */
import type { Metric, Prediction } from './result.js';
import { accuracy, f1 } from '../statistics/metrics.js';

type Scored = Pick<Prediction, 'split' | 'label' | 'predicted'>;

/**
 * Metrics of each split that has predictions, and `all` over them where the task has more than one. `accuracy`; for two
 * classes also `f1` of class 1, as GLUE does for QQP, absent where no example is or is predicted to be of that class.
 */
export function classificationMetrics(
  predictions: readonly Scored[],
  splits: readonly string[],
  classes: number,
): Metric[] {
  const groups = splits.map((split) => ({ split, members: predictions.filter((p) => p.split === split) }));
  if (splits.length > 1) groups.push({ split: 'all', members: [...predictions] });
  return groups.flatMap(({ split, members }) =>
    [
      { name: 'accuracy', value: accuracy(members) },
      { name: 'f1', value: classes === 2 ? f1(members) : null },
    ].flatMap(({ name, value }) => (value === null ? [] : [{ name, split, step: 0, value }])),
  );
}

/** Share of each class among the labels, by split. */
export function classShares(
  predictions: readonly Scored[],
  splits: readonly string[],
  classes: number,
): Record<string, number[]> {
  const shares: Record<string, number[]> = {};
  for (const split of splits) {
    const members = predictions.filter((p) => p.split === split);
    if (members.length === 0) continue;
    shares[split] = Array.from(
      { length: classes },
      (_, index) => members.filter(({ label }) => label === index).length / members.length,
    );
  }
  return shares;
}

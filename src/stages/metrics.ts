/** The metrics of a task's predictions, by split and pooled. */
import type { Facts, Metric, Prediction } from './result.js';
import { METRIC_NAMES, METRICS } from '../statistics/metrics.js';
import type { Output, Task } from '../tasks/task.js';

type Scored = Pick<Prediction, 'split' | 'label' | 'predicted'>;

/**
 * The task's metrics on each split, and on `all` of them where there are several. A metric is absent where it is not
 * defined on the predictions.
 */
export function taskMetrics(
  predictions: readonly Scored[],
  splits: readonly string[],
  metrics: Task['metrics'],
): Metric[] {
  const groups = splits.map((split) => ({ split, members: predictions.filter((p) => p.split === split) }));
  if (splits.length > 1) groups.push({ split: 'all', members: [...predictions] });
  const names = METRIC_NAMES.filter((name) => metrics.includes(name));
  return groups.flatMap(({ split, members }) =>
    names.flatMap((name) => {
      const value = METRICS[name].of(members);
      return value === null ? [] : [{ name, split, step: 0, value }];
    }),
  );
}

/** Share of each class among the labels, by split; of numbers nothing. */
export function classShares(
  predictions: readonly Scored[],
  splits: readonly string[],
  output: Output,
): Pick<Facts, 'classShares'> {
  if (output.kind === 'range') return {};
  const shares: Record<string, number[]> = {};
  for (const split of splits) {
    const members = predictions.filter((prediction) => prediction.split === split);
    if (members.length === 0) continue;
    shares[split] = output.names.map(
      (_, index) => members.filter(({ label }) => label === index).length / members.length,
    );
  }
  return { classShares: shares };
}

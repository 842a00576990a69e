/**
 * Scores counted from predictions by the four numbers of a table of confusion: another way than the stages' own
 * (statistics/metrics.ts), so that a fault of one shows against the other.
 */
import type { Prediction } from '../../stages/result.js';
import type { MetricName } from '../../statistics/metrics.js';

type Scored = Pick<Prediction, 'label' | 'predicted'>;

/** Shares of 1; null where the metric is not defined on them. */
export const COUNTED: Readonly<
  Record<Extract<MetricName, 'accuracy' | 'f1' | 'matthews'>, (of: readonly Scored[]) => number | null>
> = {
  accuracy: (of) => ratio(of.filter(({ label, predicted }) => label === predicted).length, of.length),
  f1: (of) => {
    const { tp, fp, fn } = confusion(of);
    return ratio(2 * tp, 2 * tp + fp + fn);
  },
  // Source: B. W. Matthews, Biochimica et Biophysica Acta 405 (1975), 442-451, by counts.
  matthews: (of) => {
    const { tp, fp, fn, tn } = confusion(of);
    return ratio(tp * tn - fp * fn, Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)));
  },
};

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function confusion(of: readonly Scored[]) {
  const counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const { label, predicted } of of) {
    if (predicted === 1) counts[label === 1 ? 'tp' : 'fp'] += 1;
    else counts[label === 1 ? 'fn' : 'tn'] += 1;
  }
  return counts;
}

/**
 * Scores counted from predictions in another way than the stages' own (statistics/metrics.ts), so that a fault of one
 * shows against the other: by the four numbers of a table of confusion, and by sums of powers.
 */
import type { Prediction } from '../../stages/result.js';
import type { MetricName } from '../../statistics/metrics.js';

type Scored = Pick<Prediction, 'label' | 'predicted'>;

/** Null where the metric is not defined on the predictions. */
export const COUNTED: Readonly<Record<MetricName, (of: readonly Scored[]) => number | null>> = {
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
  pearson: (of) =>
    correlation(
      of.map(({ label }) => label),
      of.map(({ predicted }) => predicted),
    ),
  spearman: (of) =>
    correlation(ranks(of.map(({ label }) => label)), ranks(of.map(({ predicted }) => predicted))),
};

/** Two ways of summing real numbers round differently; counts do not. */
const ROUNDING = 1e-9;

/** Whether a stored value is the counted one: shares of examples to the bit, correlations but for rounding. */
export function isCounted(metric: MetricName, stored: number, counted: number): boolean {
  if (metric === 'accuracy' || metric === 'f1') return stored === counted;
  return Math.abs(stored - counted) <= ROUNDING;
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function confusion(of: readonly Scored[]) {
  const counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const { label, predicted } of of) {
    if (predicted === 1) counts[label === 1 ? 'tp' : 'fp'] += 1;
    else counts[label === 1 ? 'fn' : 'tn'] += 1;
  }
  return counts;
}

/** (n·Σxy − Σx·Σy) / √((n·Σx² − (Σx)²)·(n·Σy² − (Σy)²)), of values less the first: so that equal ones sum to 0. */
function correlation(x: readonly number[], y: readonly number[]): number | null {
  const sum = (of: (x: number, y: number) => number): number =>
    x.reduce((total, value, i) => total + of(value - x[0]!, y[i]! - y[0]!), 0);
  const n = x.length;
  const sx = sum((a) => a);
  const sy = sum((_, b) => b);
  const squares = (n * sum((a) => a * a) - sx * sx) * (n * sum((_, b) => b * b) - sy * sy);
  return ratio(n * sum((a, b) => a * b) - sx * sy, Math.sqrt(squares));
}

/** Of each value: those below it, and half of its equals and one more. */
function ranks(values: readonly number[]): readonly number[] {
  const places = new Map<number, { first: number; count: number }>();
  values
    .toSorted((a, b) => a - b)
    .forEach((value, index) => {
      const place = places.get(value) ?? { first: index, count: 0 };
      places.set(value, { ...place, count: place.count + 1 });
    });
  return values.map((value) => {
    const { first, count } = places.get(value)!;
    return first + (count + 1) / 2;
  });
}

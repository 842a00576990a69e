/** The threshold that tells two classes by a score: class 1 where the score is above it. Chosen on training examples. */

/** A score, and the class: 0 or 1. */
export interface Judged {
  readonly score: number;
  readonly label: number;
}

/**
 * Of the training examples' scores, the one above which class 1 is predicted with the highest Matthews correlation; the
 * lowest of equals. Where no score gives a correlation (all of one class, or all scores equal), the lowest score.
 * Throws an Error for no examples.
 */
export function bestThreshold(judged: readonly Judged[]): number {
  const falling = judged.toSorted((a, b) => b.score - a.score);
  const lowest = falling.at(-1)?.score;
  if (lowest === undefined) throw new Error('There are no examples to choose a threshold on.');
  const positives = judged.filter(({ label }) => label === 1).length;
  const best = { threshold: lowest, correlation: -Infinity };
  const above = { count: 0, positives: 0 };
  falling.forEach(({ score, label }, index) => {
    if (index > 0 && score !== falling[index - 1]!.score) {
      // those before this one are above its score
      const correlation = squaredCorrelation({ of: judged.length, positives, above });
      if (correlation !== null && correlation >= best.correlation)
        Object.assign(best, { threshold: score, correlation });
    }
    above.count += 1;
    above.positives += label;
  });
  return best.threshold;
}

interface Counts {
  readonly of: number;
  readonly positives: number;
  /** What is predicted as class 1. */
  readonly above: { readonly count: number; readonly positives: number };
}

/**
 * Matthews' correlation (n·TP − P·P̂) / √(P·(n − P)·P̂·(n − P̂)), with P the positives and P̂ the predicted ones, squared under
 * its sign: the order is the same, and equal ones are equal to the bit. Null: 0/0. Source: B. W. Matthews (1975).
 */
function squaredCorrelation({ of, positives, above }: Counts): number | null {
  const scale = positives * (of - positives) * above.count * (of - above.count);
  const covariance = of * above.positives - positives * above.count;
  return scale === 0 ? null : (covariance * Math.abs(covariance)) / scale;
}

/**
 * Examples that share a text (the questions about a passage, the hypotheses of a premise) tend to be right or wrong
 * together: what is drawn at random is then a text with all of its examples, and no example by itself.
 */
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { NORMAL, UPPER, wilsonInterval } from './intervals.js';
import type { Bounds } from './intervals.js';
import { mean, squares } from './moments.js';

/** Of each example, the number of its text; an example that shares none has a number of its own. */
export type Texts = readonly number[];

/** Indices of the examples of each text, texts in the order in which they first come. */
export function examplesByText(texts: Texts): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  texts.forEach((text, index) => {
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [index]);
    else group.push(index);
  });
  return [...groups.values()];
}

/**
 * What each text gives to the mean of its examples' values: with C texts and m examples, mean + C/m · Σ (value − mean). The
 * mean of these is that of the values, and their variance over C the cluster-robust one with the factor C / (C − 1).
 * Where no text is shared they are the values themselves. Sources: K.-Y. Liang, S. L. Zeger, Longitudinal data analysis
 * using generalized linear models, Biometrika 73 (1986), 13-22; of evaluations E. Miller, Adding error bars to evals,
 * arXiv:2411.00640 (2024).
 */
export function valuesByText(values: readonly number[], texts: Texts): readonly number[] {
  const groups = examplesByText(texts);
  if (groups.length === values.length) return values;
  const centre = mean(values);
  const scale = groups.length / values.length;
  return groups.map((group) => {
    const excess = group.reduce((sum, index) => sum + (values[index]! - centre), 0);
    return centre + scale * excess;
  });
}

/**
 * Wilson's interval of a share of right examples, with the number of independent examples that would tell as much as
 * these: share · (1 − share) over the cluster-robust variance, lowered for few texts by the squared ratio of the normal and
 * Student's quantile. Where all are right, or none, each text counts as one. Null where texts do not differ although their
 * examples do, which tells no spread. Sources: E. L. Korn, B. I. Graubard, Confidence intervals for proportions with small
 * expected number of positive counts estimated from survey data, Survey Methodology 24 (1998), 193-201; C. Franco,
 * R. J. A. Little, T. A. Louis, E. V. Slud, Comparative study of confidence intervals for proportions in complex sample
 * surveys, Journal of Survey Statistics and Methodology 7 (2019), 334-364.
 */
export function shareInterval(isRight: readonly boolean[], texts: Texts): Bounds | null {
  const right = isRight.filter((one) => one).length;
  const parts = valuesByText(isRight.map(Number), texts);
  if (parts.length === isRight.length) return wilsonInterval(right, isRight.length);
  if (parts.length < 2) return null;
  const share = right / isRight.length;
  const effective = effectiveSize(share, parts) * (NORMAL / tQuantile(UPPER, parts.length - 1)) ** 2;
  return Number.isFinite(effective) ? wilsonInterval(share * effective, effective) : null;
}

function effectiveSize(share: number, parts: readonly number[]): number {
  const count = parts.length;
  if (share === 0 || share === 1) return count;
  return (share * (1 - share)) / (squares(parts) / (count - 1) / count);
}

/** What the evaluated examples alone say of a score: its interval, and each example's part in it. */
import { randomStream } from '../random/stream.js';
import { drawnPearson, drawnSpearman, pearsonWithoutEach, spearmanWithoutEach } from './correlations.js';
import type { OfDrawn } from './correlations.js';
import type { Bounds } from './intervals.js';
import { f1, METRICS } from './metrics.js';
import type { MetricName, Outcome } from './metrics.js';
import { mean } from './moments.js';
import { examplesByText, shareInterval, valuesByText } from './texts.js';
import type { Texts } from './texts.js';

/** Resamples of a bootstrap: the ends of its interval then vary by about a fifteenth of its width. */
const RESAMPLES = 1000;

/** The examples that scores are of. */
export interface Sample {
  /** In their order. */
  readonly texts: Texts;
  /** Name of the random stream: one name, one set of resamples, so that the rows of a column share theirs. */
  readonly stream: readonly string[];
}

/**
 * 95 % interval of the mean score of some runs on one list of examples, these being a sample: what another evaluation set
 * would give the same models. One run: Wilson's for accuracy and F1; else a bootstrap over the examples that keeps the
 * runs together. Examples of one text stay together (texts.ts). For correlations it is not Fisher's z, which supposes a bivariate normal distribution: scores of 0 to 5
 * with heaps at both ends have none (A. J. Bishara, J. B. Hittner, Behavior Research Methods 49 (2017), 294-309), and it
 * knows no mean of several runs. Null where a score is not defined, or no resample differs: then it tells no spread.
 */
export function exampleInterval(
  runs: readonly (readonly Outcome[])[],
  metric: MetricName,
  { texts, stream }: Sample,
): Bounds | null {
  const [first] = runs;
  if (first === undefined) return null;
  if (runs.length === 1 && metric === 'accuracy') return shareInterval(first.map(isRight), texts);
  if (runs.length === 1 && metric === 'f1') return f1Interval(first, texts);
  const score = metric === 'accuracy' ? meanRight(first, runs) : meanScore(runs, metric);
  return bootstrapInterval({ score, texts, stream });
}

/** Mean accuracy, quicker: each example's share of right runs is taken once. */
function meanRight(first: readonly Outcome[], runs: readonly (readonly Outcome[])[]): OfDrawn {
  const right = first.map((_, i) => runs.filter((run) => isRight(run[i]!)).length / runs.length);
  return (drawn) => drawn.reduce((sum, index) => sum + right[index]!, 0) / drawn.length;
}

const isRight = ({ label, predicted }: Outcome): boolean => label === predicted;

function meanScore(runs: readonly (readonly Outcome[])[], metric: MetricName): OfDrawn {
  const ofDrawn = runs.map((run) => DRAWN[metric]?.(run) ?? anyDrawn(run, metric));
  return (drawn) => meanOrNull(ofDrawn.map((of) => of(drawn)));
}

/** What is quicker than to score each resample anew. */
const DRAWN: Partial<Record<MetricName, (run: readonly Outcome[]) => OfDrawn>> = {
  pearson: drawnPearson,
  spearman: drawnSpearman,
};

const anyDrawn =
  (run: readonly Outcome[], metric: MetricName): OfDrawn =>
  (drawn) =>
    METRICS[metric].of(drawn.map((index) => run[index]!));

/**
 * F1's interval comes through J = F / (2 − F) = TP / (TP + FP + FN), which is a share and takes Wilson's interval, mapped
 * back by F = 2·J / (1 + J): the "Wilson indirect" method. Sources: D. J. Hand, P. Christen, N. Kirielle, F*: an
 * interpretable transformation of the F-measure, Machine Learning 110 (2021), 451-456; K. F. Y. Lam, V. Gopal, J. Qian,
 * Confidence intervals for the F1 score: a comparison of four methods, arXiv:2309.14621 (2023).
 */
function f1Interval(outcomes: readonly Outcome[], texts: Texts): Bounds | null {
  if (f1(outcomes) === null) return null;
  const either = outcomes
    .map((outcome, index) => ({ ...outcome, text: texts[index]! }))
    .filter(({ label, predicted }) => label === 1 || predicted === 1);
  const bounds = shareInterval(
    either.map(isRight),
    either.map(({ text }) => text),
  );
  return bounds && { low: fromShare(bounds.low), high: fromShare(bounds.high) };
}

const fromShare = (share: number): number => (2 * share) / (1 + share);

export interface Resampling extends Sample {
  /** Score of the examples drawn. */
  readonly score: OfDrawn;
}

/**
 * Percentile interval: the 2.5th and 97.5th percentile of the score over resamples of texts with replacement, each with
 * all of its examples. Sources: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13; of
 * clusters A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application (1997), section 3.8.
 */
export function bootstrapInterval({ score, texts, stream }: Resampling): Bounds | null {
  const groups = examplesByText(texts);
  if (groups.length === 0) return null;
  const random = randomStream('bootstrap', ...stream);
  const scores: number[] = [];
  const drawn: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let count = 0;
    for (let draw = 0; draw < groups.length; draw++)
      for (const index of groups[random.integer(groups.length)]!) drawn[count++] = index;
    drawn.length = count;
    const value = score(drawn);
    if (value !== null) scores.push(value);
  }
  scores.sort((a, b) => a - b);
  if (scores.length < RESAMPLES / 2 || scores[0] === scores.at(-1)) return null;
  return { low: percentile(scores, 0.025), high: percentile(scores, 0.975) };
}

/** Of sorted values, interpolated linearly (R. J. Hyndman, Y. Fan, American Statistician 50 (1996), type 7). */
export function percentile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

/**
 * What each example gives to the score, or each text that several share: by their pseudo-values. Null where the score is
 * not defined, or nobody knows which share a text.
 */
export function partsOf(
  outcomes: readonly Outcome[],
  metric: MetricName,
  texts: Texts | null,
): readonly number[] | null {
  const values = texts === null ? null : pseudoValues(outcomes, metric);
  return values === null || texts === null ? null : valuesByText(values, texts);
}

/**
 * Jackknife pseudo-values, one an example: m·θ − (m − 1)·θ without it. Their mean is the score but for its bias; for
 * accuracy each is 1 or 0, right or wrong. Null where the score is not defined. Sources: J. W. Tukey, Annals of
 * Mathematical Statistics 29 (1958), 614; for crossed designs D. D. Dorfman, K. S. Berbaum, C. E. Metz, Receiver
 * operating characteristic rating analysis: generalization to the population of readers and patients with the jackknife
 * method, Investigative Radiology 27 (1992), 723-731.
 */
export function pseudoValues(outcomes: readonly Outcome[], metric: MetricName): readonly number[] | null {
  if (metric === 'accuracy') return outcomes.map(({ label, predicted }) => (label === predicted ? 1 : 0));
  const { of } = METRICS[metric];
  const all = of(outcomes);
  if (all === null) return null;
  const m = outcomes.length;
  const withoutEach = WITHOUT_EACH[metric] ?? ofFewKinds(of);
  return withoutEach(outcomes).map((without) => m * all - (m - 1) * (without ?? all));
}

type WithoutEach = (outcomes: readonly Outcome[]) => readonly (number | null)[];

const WITHOUT_EACH: Partial<Record<MetricName, WithoutEach>> = {
  pearson: pearsonWithoutEach,
  spearman: spearmanWithoutEach,
};

/** Leaving out any of several equal outcomes leaves the same: of classes, one computation serves many. */
const ofFewKinds =
  (of: (outcomes: readonly Outcome[]) => number | null): WithoutEach =>
  (outcomes) => {
    const known = new Map<string, number | null>();
    return outcomes.map(({ label, predicted }, index) => {
      const kind = `${label} ${predicted}`;
      const without = known.get(kind) ?? of(outcomes.toSpliced(index, 1));
      known.set(kind, without);
      return without;
    });
  };

function meanOrNull(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length < values.length || defined.length === 0 ? null : mean(defined);
}

/**
 * Multinomial logistic regression on words (McFadden 1974, "Conditional logit analysis of qualitative choice behavior":
 * P(k) = exp(w·x_k) / Σ_j exp(w·x_j)), one form for classes and for options to choose from. Fitted by AdaGrad (Duchi,
 * Hazan & Singer 2011) with an L2 penalty, in double precision and an order that the seed fixes.
 */
import { randomStream } from '../random/stream.js';
import type { Baseline, Training } from './baseline.js';
import { candidateFeatures } from './features.js';

const EPOCHS = 10;
const LEARNING_RATE = 0.1;
const PENALTY = 1e-4;

/** Features of one class or option, as indices into the weights. */
type Bag = readonly number[];

interface Item {
  readonly candidates: readonly Bag[];
  readonly label: number;
}

interface Fit {
  readonly weights: Float64Array;
  /** Sum of squared gradients. */
  readonly squares: Float64Array;
}

export const bagOfWords: Baseline = (training) => {
  const { task, examples } = training;
  const indices = new Map<string, number>();
  const indexOf = (feature: string): number => {
    const known = indices.get(feature) ?? indices.size;
    indices.set(feature, known);
    return known;
  };
  const items = examples.map((example) => ({
    candidates: candidateFeatures(task, example).map((features) => features.map(indexOf)),
    label: example.label,
  }));
  const weights = fitted(items, indices.size, training);
  // A word that no training example has says nothing.
  const known = (features: readonly string[]): Bag =>
    features.flatMap((feature) => indices.get(feature) ?? []);
  return (example) => logShares(candidateFeatures(task, example).map(known), weights);
};

function fitted(items: readonly Item[], features: number, { task, seed }: Training): Float64Array {
  const fit: Fit = { weights: new Float64Array(features), squares: new Float64Array(features) };
  for (let epoch = 0; epoch < EPOCHS; epoch++)
    for (const item of randomStream('bag-of-words', task.name, seed, epoch).shuffle(items)) update(fit, item);
  return fit.weights;
}

/** One step down the gradient of −log P(label) + ½·PENALTY·|w|², of the features at hand. */
function update({ weights, squares }: Fit, { candidates, label }: Item): void {
  const shares = logShares(candidates, weights).map(Math.exp);
  candidates.forEach((bag, candidate) => {
    const error = shares[candidate] - (candidate === label ? 1 : 0);
    for (const index of bag) {
      const gradient = error + PENALTY * weights[index];
      squares[index] += gradient * gradient;
      if (squares[index] > 0) weights[index] -= (LEARNING_RATE * gradient) / Math.sqrt(squares[index]);
    }
  });
}

/** log P of each candidate. */
function logShares(candidates: readonly Bag[], weights: Float64Array): number[] {
  const scores = candidates.map((bag) => bag.reduce((sum, index) => sum + weights[index], 0));
  const largest = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - largest), 0);
  return scores.map((score) => score - largest - Math.log(total));
}

/**
 * Classes: multinomial logistic regression on words (McFadden 1974, "Conditional logit analysis of qualitative choice
 * behavior": P(k) = exp(w·x_k) / Σ_j exp(w·x_j)), one form for classes and for options to choose from. Fitted by AdaGrad
 * (Duchi, Hazan & Singer 2011) with an L2 penalty, in double precision and an order that the seed fixes. Numbers: ridge
 * regression on the same words.
 */
import { randomStream } from '../random/stream.js';
import { mean } from '../statistics/moments.js';
import { highest, numberAnswer } from './baseline.js';
import type { Baseline, Predictor, Training } from './baseline.js';
import { candidateFeatures, exampleFeatures, FeatureIndex } from './features.js';
import { ridgeWeights, weighted } from './ridge.js';
import type { Bag } from './ridge.js';

const EPOCHS = 10;
const LEARNING_RATE = 0.1;
const PENALTY = 1e-4;

/** Of the ridge: of 0.3, 1, 3 … 300 the best on a tenth of STS-B's training examples that it was not fitted on. */
const RIDGE_PENALTY = 30;

interface Choice {
  /** Of each class or option, its features as indices into the weights. */
  readonly candidates: readonly Bag[];
  readonly label: number;
}

interface Fit {
  readonly weights: Float64Array;
  /** Sum of squared gradients. */
  readonly squares: Float64Array;
}

export const bagOfWords: Baseline = (training) =>
  training.task.output.kind === 'range'
    ? regression(training, training.task.output)
    : classification(training);

function classification(training: Training): Predictor {
  const { task, examples } = training;
  const index = new FeatureIndex();
  const choices = examples.map((example) => ({
    candidates: candidateFeatures(task, example).map((features) => index.learn(features)),
    label: example.label,
  }));
  const weights = fitted(choices, index.size, training);
  return (example) =>
    highest(
      logShares(
        candidateFeatures(task, example).map((features) => index.find(features)),
        weights,
      ),
    );
}

function fitted(choices: readonly Choice[], features: number, { task, seed }: Training): Float64Array {
  const fit: Fit = { weights: new Float64Array(features), squares: new Float64Array(features) };
  for (let epoch = 0; epoch < EPOCHS; epoch++)
    for (const choice of randomStream('bag-of-words', task.name, seed, epoch).shuffle(choices))
      update(fit, choice);
  return fit.weights;
}

/** One step down the gradient of −log P(label) + ½·PENALTY·|w|², of the features at hand. */
function update({ weights, squares }: Fit, { candidates, label }: Choice): void {
  const shares = logShares(candidates, weights).map(Math.exp);
  candidates.forEach((bag, candidate) => {
    const error = shares[candidate]! - (candidate === label ? 1 : 0);
    for (const index of bag) {
      const gradient = error + PENALTY * weights[index]!;
      squares[index]! += gradient * gradient;
      if (squares[index]! > 0) weights[index]! -= (LEARNING_RATE * gradient) / Math.sqrt(squares[index]!);
    }
  });
}

/** log P of each candidate. */
function logShares(candidates: readonly Bag[], weights: Float64Array): number[] {
  const scores = candidates.map((bag) => weighted(bag, weights));
  const largest = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - largest), 0);
  return scores.map((score) => score - largest - Math.log(total));
}

/** Predictions stay within the range. */
function regression({ task, examples }: Training, { low, high }: { low: number; high: number }): Predictor {
  const index = new FeatureIndex();
  const bags = examples.map((example) => index.learn(exampleFeatures(task, example)));
  const labels = examples.map(({ label }) => label);
  const centre = labels.length === 0 ? (low + high) / 2 : mean(labels);
  const targets = Float64Array.from(labels, (label) => label - centre);
  const weights = ridgeWeights({ bags, targets, features: index.size, penalty: RIDGE_PENALTY });
  return (example) => {
    const value = centre + weighted(index.find(exampleFeatures(task, example)), weights);
    return numberAnswer(Math.min(high, Math.max(low, value)));
  };
}

/** Language modelling: each token is asked for the one that follows, −log p(uᵢ | u₁ … uᵢ₋₁) (Radford et al. 2018, equation 1). */
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Network } from '../../models/network.js';
import { lastTokens, raggedBatch, sequencesThrough } from '../../models/shared/batch.js';
import type { RaggedBatch } from '../../models/shared/batch.js';
import type { PretrainingObjective, Windows } from './objective.js';

/** What is asked of each token [N]: the id that follows, and its weight; weight 0 asks nothing. */
export interface NextTokens {
  readonly targets: Int32Array;
  readonly weights: Float32Array;
}

export interface WindowBatch {
  readonly batch: RaggedBatch;
  readonly next: NextTokens;
}

/** Every token of a window has a target; that of its last is the token behind the window. */
export function windowBatch({ tokens, starts, length }: Windows): WindowBatch {
  const batch = raggedBatch(starts.map((start) => tokens.subarray(start, start + length)));
  const targets = new Int32Array(starts.length * length);
  starts.forEach((start, s) => {
    targets.set(tokens.subarray(start + 1, start + length + 1), s * length);
  });
  const weights = new Float32Array(targets.length).fill(1 / targets.length);
  return { batch, next: { targets, weights } };
}

/**
 * Each token's target is the one after it; the last of a sequence has none. A token of a prefix weighs as much as if
 * each sequence had its own. The weights of a batch add up to 1.
 */
export function nextTokens(batch: RaggedBatch): NextTokens {
  const { tokens, offsets } = batch;
  const targets = new Int32Array(tokens.length);
  targets.set(tokens.subarray(1)); // that of a prefix's last token begins each segment after it
  const weights = new Float32Array(tokens.length);
  sequencesThrough(batch).forEach((count, s) => weights.fill(count, offsets[s], offsets[s + 1]));
  for (const last of lastTokens(batch)) [targets[last], weights[last]] = [0, 0];
  const asked = weights.reduce((total, weight) => total + weight, 0);
  return { targets, weights: weights.map((weight) => (asked > 0 ? weight / asked : 0)) };
}

const crossEntropy = ({ engine, output }: Network, states: Tensor2D, { targets, weights }: NextTokens) =>
  engine.ops.tiedCrossEntropy(states, output, targets, weights);

export const nextToken: PretrainingObjective = {
  ofWindows: (network, windows, dropout) => {
    const { batch, next } = windowBatch(windows);
    return crossEntropy(network, network.states(batch, dropout), next);
  },
  ofStates: (network, states, batch) => crossEntropy(network, states, nextTokens(batch)),
};

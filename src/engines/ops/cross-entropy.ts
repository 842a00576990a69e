import { add, logSoftmax, matMul, mul, neg, reshape, sum, tensor2d, transpose } from '@tensorflow/tfjs-core';
import type { Rank, Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import type { FusedOps } from '../engine.js';
import { rowsOf } from './rows.js';

/** Σ weightₙ·(−log softmax(h·tableᵀ)[targetₙ]) over the rows whose weight is not 0: h [N, d], table [V, d] → scalar. */
export const tiedCrossEntropy: FusedOps['tiedCrossEntropy'] = (h, table, targets, weights) => {
  const asked = Int32Array.from(weights.keys()).filter((n) => weights[n] !== 0);
  if (asked.length === 0) return nothing(h, table);
  const entries = table.shape[0];
  const logits = matMul(rowsOf(h, asked), transpose(table)); // (M, d) x (d, V) -> (M, V)
  const flat = reshape<Rank.R2>(logSoftmax(logits), [asked.length * entries, 1]);
  const logs = rowsOf(
    flat,
    asked.map((n, m) => m * entries + targets[n]!),
  ); // (M, 1)
  const factors = tensor2d(
    Float32Array.from(asked, (n) => weights[n]!),
    [asked.length, 1],
  );
  return neg(sum(mul(logs, factors))) as Scalar;
};

/** Zero, with gradients that are zero. */
function nothing(h: Tensor2D, table: Tensor2D): Scalar {
  return add(sum(mul(h, 0)), sum(mul(table, 0)));
}

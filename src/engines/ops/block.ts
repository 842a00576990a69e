/** A Transformer block (Vaswani et al. 2017; post- and pre-norm: Xiong et al. 2020) as a composition of its parts. */
import { add } from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { BlockOp, BlockOptions, BlockWeights, Dropout, PartOps } from '../engine.js';

interface Block {
  readonly ops: PartOps;
  readonly weights: BlockWeights;
  readonly options: BlockOptions;
}

export const blockOf =
  (ops: PartOps): BlockOp =>
  (x, weights, options) =>
    (options.norm === 'post' ? postNorm : preNorm)({ ops, weights, options }, x);

function postNorm(block: Block, x: Tensor2D): Tensor2D {
  const { ops, weights, options } = block;
  const n = ops.addNorm({
    x,
    branch: attend(block, x),
    ...weights.norm1,
    dropout: options.dropout.attention,
  });
  return ops.addNorm({
    x: n,
    branch: feedForward(block, n),
    ...weights.norm2,
    dropout: options.dropout.feedForward,
  });
}

function preNorm(block: Block, x: Tensor2D): Tensor2D {
  const { ops, weights, options } = block;
  const normed = (input: Tensor2D, { gain, bias }: BlockWeights['norm1']) => ops.norm(input, gain, bias);
  const n = addBranch(ops, x, attend(block, normed(x, weights.norm1)), options.dropout.attention);
  return addBranch(ops, n, feedForward(block, normed(n, weights.norm2)), options.dropout.feedForward);
}

/** x [N, d] → the attention branch [N, d]. */
function attend({ ops, weights: { qkv, mix }, options }: Block, x: Tensor2D): Tensor2D {
  const mixed = ops.attention(ops.linear(x, qkv.weight, qkv.bias), options.attention); // (N, 3d) -> (N, d)
  return ops.linear(mixed, mix.weight, mix.bias);
}

function feedForward({ ops, weights: { input, output }, options }: Block, x: Tensor2D): Tensor2D {
  const weights = { w1: input.weight, b1: input.bias, w2: output.weight, b2: output.bias };
  return ops.feedForward(x, weights, options.activation); // (N, d) x (d, h) -> (N, h) -> (N, d)
}

/** x + dropout(branch). */
function addBranch(ops: PartOps, x: Tensor2D, branch: Tensor2D, dropout: Dropout): Tensor2D {
  return add(x, dropout.rate === 0 ? branch : ops.dropout(branch, dropout));
}

import { add, mul, rsqrt, square, sub, sum } from '@tensorflow/tfjs-core';
import type { FusedOps } from '../engine.js';
import { dropout } from './dropout.js';

const EPSILON = 1e-5;

/** LayerNorm (Ba et al. 2016): (x − mean)/√(variance + ε)·gain + bias over the features; the variance is biased. */
export const norm: FusedOps['norm'] = (x, gain, bias) => {
  const width = x.shape[1];
  const centred = sub(x, mul(sum(x, 1, true), 1 / width)); // (N, d)
  const variance = mul(sum(square(centred), 1, true), 1 / width); // (N, 1)
  return add(mul(mul(centred, rsqrt(add(variance, EPSILON))), gain), bias);
};

/** LayerNorm(x + dropout(branch)). */
export const addNorm: FusedOps['addNorm'] = ({ x, branch, gain, bias, dropout: drop }) =>
  norm(add(x, dropout(branch, drop)), gain, bias);

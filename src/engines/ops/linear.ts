import { add, erf, matMul, mul, relu, sigmoid, square, tanh } from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Activation, FusedOps } from '../engine.js';

const ACTIVATIONS: Record<Activation, (x: Tensor2D) => Tensor2D> = {
  /** x·Φ(x) = x/2·(1 + erf(x/√2)) (Hendrycks & Gimpel 2016). */
  gelu: (x) => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)),
  /** The same paper's approximation: x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
  'gelu-tanh': (x) => {
    const cubed = mul(x, square(x));
    const inner = mul(add(x, mul(cubed, 0.044715)), Math.sqrt(2 / Math.PI));
    return mul(mul(x, 0.5), add(tanh(inner), 1));
  },
  relu: (x) => relu(x),
  /** x·σ(x) (Ramachandran et al. 2017). */
  swish: (x) => mul(x, sigmoid(x)),
};

/** x·w + b: (N, I) x (I, O) → (N, O). */
export const linear: FusedOps['linear'] = (x, w, b) => add(matMul(x, w), b);

/** activation(x·w1 + b1)·w2 + b2: (N, d) x (d, h) → (N, h), x (h, d) → (N, d). */
export const feedForward: FusedOps['feedForward'] = (x, { w1, b1, w2, b2 }, activation) =>
  linear(ACTIVATIONS[activation](linear(x, w1, b1)), w2, b2);

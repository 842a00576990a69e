/** The state of a token is its embedding; that of a sequence the mean of its tokens' states. */
import { matMul, tensor2d } from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Engine, Weights } from '../../engines/engine.js';
import type { Network } from '../network.js';
import type { RaggedBatch } from '../shared/batch.js';
import type { BigramOptions } from './options.js';

export function open(engine: Engine, _: BigramOptions, weights: Weights): Network {
  const tokens = weights.get('tokens');
  const output = weights.get('output');
  if (tokens === undefined || output === undefined) throw new Error('The model has no weights.');
  return {
    engine,
    weights,
    output: output as Tensor2D,
    classifierDropout: 0,
    states: (batch) => engine.ops.embed(tokens as Tensor2D, batch.tokens), // (N, d)
    readout: (states, batch, which) => matMul(means(batch, which), states), // (M, N) x (N, d) -> (M, d)
    dispose: () => undefined,
  };
}

/** [M, N]: 1 / length at the tokens of each of the sequences. */
function means({ offsets, tokens }: RaggedBatch, which: Int32Array): Tensor2D {
  const shares = new Float32Array(which.length * tokens.length);
  which.forEach((sequence, row) => {
    const [begin, end] = [offsets[sequence]!, offsets[sequence + 1]!];
    const from = row * tokens.length;
    shares.fill(1 / (end - begin), from + begin, from + end);
  });
  return tensor2d(shares, [which.length, tokens.length]);
}

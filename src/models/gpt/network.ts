/**
 * GPT-1's decoder: embeddings and blocks, post-norm as in the paper, or pre-norm as in GPT-2 with one norm at the end.
 * Everything goes through the engine's ops. The state of a sequence is that of its last token, which alone has read all of
 * it.
 */
import { add } from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Engine, Weights } from '../../engines/engine.js';
import type { Network } from '../network.js';
import { lastTokens } from '../shared/batch.js';
import { dropoutAt, SITES } from '../shared/dropout.js';
import { block } from './block.js';
import type { GptOptions } from './options.js';
import type { Pass } from './pass.js';
import { openPositions } from './positions.js';

export function open(engine: Engine, options: GptOptions, weights: Weights): Network {
  const positions = openPositions(options, weights);
  const weight = (name: string) => {
    const found = weights.get(name);
    if (found === undefined) throw new Error(`The model has no weight ${name}.`);
    return found;
  };
  const matrix = (name: string) => weight(name) as Tensor2D;
  const vector = (name: string) => weight(name) as Tensor1D;
  return {
    engine,
    weights,
    output: matrix(options.tieEmbeddings ? 'tokens' : 'output'),
    classifierDropout: options.dropout.classifier,
    states: (batch, dropout) => forward({ engine, options, positions, batch, dropout, matrix, vector }),
    readout: (states, batch, which) => {
      const ends = lastTokens(batch);
      return engine.ops.embed(
        states,
        which.map((sequence) => ends[sequence]!),
      );
    },
    dispose: () => {
      positions.dispose();
    },
  };
}

function forward(pass: Pass): Tensor2D {
  let x = embed(pass); // (N, d)
  for (let layer = 0; layer < pass.options.layers; layer++) x = block(pass, x, layer);
  if (pass.options.norm === 'post') return x;
  return pass.engine.ops.norm(x, pass.vector('finalNorm.gain'), pass.vector('finalNorm.bias'));
}

function embed({ engine, options, positions, batch, dropout, matrix }: Pass): Tensor2D {
  const tokens = engine.ops.embed(matrix('tokens'), batch.tokens); // (N, d)
  const summed =
    positions.table === null ? tokens : add(tokens, engine.ops.embed(positions.table, batch.positions));
  if (dropout === null || options.dropout.embedding === 0) return summed as Tensor2D;
  return engine.ops.dropout(
    summed as Tensor2D,
    dropoutAt(dropout, options.dropout.embedding, SITES.embedding),
  );
}

/**
 * GPT-1's decoder. Post-norm blocks as in the paper: n = LN(x + Attn(x)); h = LN(n + FFN(n)). Pre-norm blocks as in
 * GPT-2: n = x + Attn(LN(x)); h = n + FFN(LN(n)), with one norm at the end. Everything goes through the engine's ops. The state of a sequence is that of its last token, which alone has read all of it.
 */
import { add } from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Engine, Weights } from '../../engines/engine.js';
import type { Network } from '../network.js';
import { lastTokens } from '../shared/batch.js';
import { dropoutAt, SITES } from '../shared/dropout.js';
import { attend } from './attention.js';
import type { GptOptions } from './options.js';
import type { Pass } from './pass.js';
import { openPositions } from './positions.js';
import { blockPrefix } from './weights.js';

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
  const block = pass.options.norm === 'post' ? postNormBlock : preNormBlock;
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

function feedForward(pass: Pass, x: Tensor2D, layer: number): Tensor2D {
  const { engine, options, matrix, vector } = pass;
  const prefix = `${blockPrefix(layer)}feedForward.`;
  const weights = {
    w1: matrix(`${prefix}input.weight`),
    b1: vector(`${prefix}input.bias`),
    w2: matrix(`${prefix}output.weight`),
    b2: vector(`${prefix}output.bias`),
  };
  return engine.ops.feedForward(x, weights, options.activation); // (N, d) x (d, 4d) -> (N, 4d) -> (N, d)
}

function postNormBlock(pass: Pass, x: Tensor2D, layer: number): Tensor2D {
  const { engine, vector } = pass;
  const rate = pass.options.dropout.residual;
  const prefix = blockPrefix(layer);
  const n = engine.ops.addNorm({
    x,
    branch: attend(pass, x, layer),
    gain: vector(`${prefix}norm1.gain`),
    bias: vector(`${prefix}norm1.bias`),
    dropout: dropoutAt(pass.dropout, rate, SITES.attentionBranch(layer)),
  });
  return engine.ops.addNorm({
    x: n,
    branch: feedForward(pass, n, layer),
    gain: vector(`${prefix}norm2.gain`),
    bias: vector(`${prefix}norm2.bias`),
    dropout: dropoutAt(pass.dropout, rate, SITES.feedForwardBranch(layer)),
  });
}

function preNormBlock(pass: Pass, x: Tensor2D, layer: number): Tensor2D {
  const prefix = blockPrefix(layer);
  const normed = (input: Tensor2D, name: string) =>
    pass.engine.ops.norm(input, pass.vector(`${prefix}${name}.gain`), pass.vector(`${prefix}${name}.bias`));
  const n = addBranch(pass, x, attend(pass, normed(x, 'norm1'), layer), SITES.attentionBranch(layer));
  return addBranch(pass, n, feedForward(pass, normed(n, 'norm2'), layer), SITES.feedForwardBranch(layer));
}

/** x + dropout(branch), for pre-norm blocks. */
function addBranch(pass: Pass, x: Tensor2D, branch: Tensor2D, site: number): Tensor2D {
  const rate = pass.options.dropout.residual;
  if (pass.dropout === null || rate === 0) return add(x, branch);
  return add(x, pass.engine.ops.dropout(branch, dropoutAt(pass.dropout, rate, site)));
}

/** Position encodings: tables added to the embeddings, and what attention needs where the encoding lives there. */
import { tensor2d } from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Weights } from '../../engines/engine.js';
import type { GptOptions, Position } from './options.js';
import { scaledSinusoids } from './tables.js';

/**
 * ALiBi's slopes (Press et al. 2022): for n a power of two, 2^(−8/n), 2^(−16/n), …; else those of the power below, filled
 * up with every other slope of the power above.
 */
export function alibiSlopes(heads: number): Float32Array {
  const below = 2 ** Math.floor(Math.log2(heads));
  const geometric = (count: number) => Array.from({ length: count }, (_, i) => 2 ** ((-8 * (i + 1)) / count));
  const between = geometric(2 * below).filter((_, i) => i % 2 === 0);
  return Float32Array.from([...geometric(below), ...between.slice(0, heads - below)]);
}

/** How one model encodes positions. */
export interface PositionEncoding {
  /** Rows added to the token embeddings, by position [context, width]; null: nothing is added. */
  readonly table: Tensor2D | null;
  readonly slopes: Float32Array | null;
  readonly rotary: boolean;
  dispose(): void;
}

const NOTHING: PositionEncoding = { table: null, slopes: null, rotary: false, dispose: () => undefined };

const ENCODINGS: Record<Position, (model: GptOptions, weights: Weights) => PositionEncoding> = {
  learned: (_, weights) => ({ ...NOTHING, table: weights.get('positions') as Tensor2D }),
  sinusoidal: (model) => {
    const table = tensor2d(scaledSinusoids(model), [model.contextLength, model.hiddenSize]);
    return {
      ...NOTHING,
      table,
      dispose: () => {
        table.dispose();
      },
    };
  },
  rotary: () => ({ ...NOTHING, rotary: true }),
  alibi: ({ heads }) => ({ ...NOTHING, slopes: alibiSlopes(heads) }),
  none: () => NOTHING,
};

export function openPositions(model: GptOptions, weights: Weights): PositionEncoding {
  return ENCODINGS[model.positionEncoding](model, weights);
}

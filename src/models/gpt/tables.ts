/** Tables of positions as numbers: what a model that learns none adds to its embeddings. */
import type { NamedValues } from '../../engines/values.js';
import type { Tabled } from '../family.js';
import type { GptOptions, Position } from './options.js';

/** PE(pos, 2i) = sin(pos / 10000^(2i/d)), PE(pos, 2i+1) = cos(same) (Vaswani et al. 2017, section 3.5): [context, width]. */
export function sinusoidalTable(context: number, width: number): Float32Array {
  const table = new Float32Array(context * width);
  for (let position = 0; position < context; position++) {
    for (let column = 0; column < width; column++) {
      const angle = position / 10_000 ** ((column - (column % 2)) / width);
      table[position * width + column] = column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return table;
}

/**
 * The sinusoidal table at the size of fresh embeddings: its elements' root mean square is the initial deviation, as that
 * of a learned table is. At its own size, 0.71, it would drown token embeddings of deviation 0.02; Vaswani et al. 2017,
 * section 3.4, multiply these by √width instead.
 */
export function scaledSinusoids({ contextLength, hiddenSize, initialisation }: GptOptions): Float32Array {
  const factor = initialisation.std * Math.SQRT2;
  return sinusoidalTable(contextLength, hiddenSize).map((value) => factor * value);
}

/** What is added where no table is learned. */
const FIXED: Partial<Record<Position, (options: GptOptions) => Float32Array>> = {
  sinusoidal: scaledSinusoids,
  none: ({ contextLength, hiddenSize }) => new Float32Array(contextLength * hiddenSize),
};

/** Encodings that are a table, learned or fixed. */
export const TABLED: readonly string[] = ['learned', ...Object.keys(FIXED)];

/** The same model with the table of its positions among its weights. Null: they are no table. */
export function tabled(options: GptOptions, weights: NamedValues): Tabled<GptOptions> | null {
  if (options.positionEncoding === 'learned') return { options, weights };
  const values = FIXED[options.positionEncoding]?.(options);
  if (values === undefined) return null;
  const shape = [options.contextLength, options.hiddenSize];
  return {
    options: { ...options, positionEncoding: 'learned' },
    weights: new Map([['positions', { shape, values }], ...weights]),
  };
}

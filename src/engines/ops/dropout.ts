/**
 * Inverted dropout (Srivastava et al. 2014, section 10). Whether the element (row, column) stays depends on the seed
 * and (column, row, site, step) alone, by Philox4x32-10, so that every engine drops the same elements.
 */
import { clone, mul, tensor2d } from '@tensorflow/tfjs-core';
import { philox } from '../../random/philox.js';
import type { Dropout, FusedOps } from '../engine.js';

/**
 * Writes the factors of columns 0 … out.length − 1 of a row: 0, or 1/(1 − rate) where the element stays. Philox's key
 * is (seed, 0), its counter (column >> 2, row, site, step), the word column & 3; it stays from word ⌊rate·2³²⌋ on.
 */
export function fillFactors(out: Float32Array, row: number, { rate, seed, step, site }: Dropout): void {
  const threshold = Math.floor(rate * 2 ** 32);
  const factor = Math.fround(1 / (1 - rate));
  for (let column = 0; column < out.length; column += 4) {
    const words = philox([column >>> 2, row, site >>> 0, step >>> 0], [seed >>> 0, 0]);
    for (let word = 0; word < 4 && column + word < out.length; word++)
      out[column + word] = words[word] >= threshold ? factor : 0;
  }
}

/** x times the factors of its rows and features: x [N, d]. Rate 0: x. */
export const dropout: FusedOps['dropout'] = (x, drop) => {
  if (drop.rate === 0) return clone(x);
  const [rows, width] = x.shape;
  const factors = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++)
    fillFactors(factors.subarray(row * width, (row + 1) * width), row, drop);
  return mul(x, tensor2d(factors, [rows, width]));
};

/**
 * Inverted dropout (Srivastava et al. 2014, section 10). Whether the element (row, column) stays depends on the seed
 * and (column, row, site, step) alone, by Philox4x32-10, so that every engine drops the same elements.
 */
import { clone, mul, tensor2d } from '@tensorflow/tfjs-core';
import { philox } from '../../random/philox.js';
import type { Dropout, FusedOps } from '../engine.js';

/**
 * Writes the factors of columns 0 … out.length − 1 of a row: 0, or 1/(1 − rate) (of the rounded rate) where the element stays. Philox's key
 * is (seed, 0), its counter (column >> 3, row, site, step); each word is two draws,
 * the lower half first. An element stays where its draw is at least rate·2¹⁶, rounded.
 */
export function fillFactors(out: Float32Array, row: number, { rate, seed, step, site }: Dropout): void {
  const threshold = Math.min(65535, Math.floor(rate * 65536 + 0.5));
  const factor = Math.fround(65536 / (65536 - threshold));
  for (let column = 0; column < out.length; column += 8) {
    const words = philox([column >>> 3, row, site >>> 0, step >>> 0], [seed >>> 0, 0]);
    for (let draw = 0; draw < 8 && column + draw < out.length; draw++)
      out[column + draw] = ((words[draw >> 1]! >>> (16 * (draw & 1))) & 0xffff) >= threshold ? factor : 0;
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

/** Rows of a matrix by index: what embed and attention gather with. */
import { customGrad, gather, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * out[n] = x[indices[n]]: x [M, d], indices [N] → [N, d]. The gradient adds the rows of dOut to those they came from,
 * in order of N, so that its bits depend on nothing else.
 */
export function rowsOf(x: Tensor2D, indices: Int32Array): Tensor2D {
  const [rows, width] = x.shape;
  const op = customGrad((input) => ({
    value: gather(input as Tensor2D, tensor1d(indices, 'int32')),
    gradFunc: (dOut: Tensor) => {
      const values = dOut.dataSync<'float32'>();
      return tensor2d(addedRows(values, indices, rows), [rows, width]);
    },
  }));
  return op(x) as Tensor2D;
}

function addedRows(values: Float32Array, indices: Int32Array, rows: number): Float32Array {
  const width = values.length / indices.length;
  const out = new Float32Array(rows * width);
  indices.forEach((row, n) => {
    for (let j = 0; j < width; j++) out[row * width + j]! += values[n * width + j]!;
  });
  return out;
}

import { scalar } from '@tensorflow/tfjs-core';
import type { Rank, Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import { differentiable, lend, moved, recording, values } from './differentiable.js';
import type { Kernels } from './differentiable.js';

/** h [N, d], table [V, d], targets and weights [N]. */
interface CrossEntropyInputs {
  readonly h: Tensor2D;
  readonly table: Tensor2D;
  readonly targets: Int32Array;
  readonly weights: Float32Array;
}

/** The gradients come with the loss, while the logits are there; the backward pass scales them. */
export function crossEntropy(
  { addon, bf16 }: Kernels,
  { h, table, targets, weights }: CrossEntropyInputs,
): Scalar {
  const [entries, width] = table.shape;
  return differentiable([h, table], () => {
    const [dh, dTable] = recording() ? [lend(h.size), lend(table.size)] : [null, null];
    const loss = addon.crossEntropy({
      rows: h.shape[0],
      width,
      entries,
      h: values(h),
      table: values(table),
      targets,
      weights,
      dh,
      dTable,
      bf16,
    });
    const backward = ([upstream = 1]: Float32Array) => [
      moved<Rank.R2>(scaled(dh, upstream), h.shape),
      moved<Rank.R2>(scaled(dTable, upstream), table.shape),
    ];
    return { value: scalar(loss), backward, read: [], saved: [] };
  });
}

/** The gradient times what comes from above, in place. */
function scaled(gradient: Float32Array | null, factor: number): Float32Array {
  if (gradient === null)
    throw new Error('The loss was computed outside of a gradient and cannot be differentiated.');
  if (factor !== 1) for (let i = 0; i < gradient.length; i++) gradient[i]! *= factor;
  return gradient;
}

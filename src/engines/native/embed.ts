import type { Rank, Tensor2D } from '@tensorflow/tfjs-core';
import { differentiable, lend, moved, values } from './differentiable.js';
import type { Kernels } from './differentiable.js';

export function embed({ addon }: Kernels, table: Tensor2D, ids: Int32Array): Tensor2D {
  const [entries, width] = table.shape;
  const shared = { rows: ids.length, width, entries, ids };
  return differentiable([table], () => {
    const out = lend(ids.length * width);
    addon.embedForward({ ...shared, table: values(table), out });
    const backward = (dOut: Float32Array) => {
      const dTable = lend(table.size);
      addon.embedBackward({ ...shared, dOut, dTable });
      return [moved<Rank.R2>(dTable, table.shape)];
    };
    return { value: moved<Rank.R2>(out, [ids.length, width]), backward, read: [], saved: [] };
  });
}

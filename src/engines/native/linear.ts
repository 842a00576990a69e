import type { Rank, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Activation, FeedForwardWeights } from '../engine.js';
import { ACTIVATION_CODES } from './kernels.js';
import { differentiable, lend, moved, recording, values } from './differentiable.js';
import type { Kernels } from './differentiable.js';

/** x [N, I], w [I, O], b [O]. */
interface LinearInputs {
  readonly x: Tensor2D;
  readonly w: Tensor2D;
  readonly b: Tensor1D;
}

/** x·w + b. */
export function linear({ addon, bf16 }: Kernels, { x, w, b }: LinearInputs): Tensor2D {
  const [rows, outputs] = [x.shape[0], w.shape[1]];
  return differentiable([x, w, b], () => {
    const shared = { rows, inputs: x.shape[1], outputs, x: values(x), w: values(w), bf16 };
    const out = lend(rows * outputs);
    addon.linearForward({ ...shared, b: values(b), out });
    const backward = (dOut: Float32Array) => {
      const [dx, dw, db] = [lend(x.size), lend(w.size), lend(outputs)];
      addon.linearBackward({ ...shared, dOut, dx, dw, db });
      return [moved<Rank.R2>(dx, x.shape), moved<Rank.R2>(dw, w.shape), moved<Rank.R1>(db, b.shape)];
    };
    return { value: moved<Rank.R2>(out, [rows, outputs]), backward, read: [x, w], saved: [] };
  });
}

interface FeedForwardInputs extends FeedForwardWeights {
  readonly x: Tensor2D;
}

/** activation(x·w1 + b1)·w2 + b2. */
export function feedForward(
  { addon, bf16 }: Kernels,
  { x, w1, b1, w2, b2 }: FeedForwardInputs,
  activation: Activation,
): Tensor2D {
  const [rows, width, hiddenWidth] = [x.shape[0], x.shape[1], w1.shape[1]];
  return differentiable([x, w1, b1, w2, b2], () => {
    const hidden = lend(rows * hiddenWidth);
    const slopes = recording() ? lend(rows * hiddenWidth) : null;
    const shared = { rows, width, hiddenWidth, x: values(x), w1: values(w1), w2: values(w2), hidden, bf16 };
    const out = lend(x.size);
    const rest = { b1: values(b1), b2: values(b2), activation: ACTIVATION_CODES[activation] };
    addon.feedForward({ ...shared, ...rest, slopes, out });
    const backward = (dOut: Float32Array) => {
      if (slopes === null) throw new Error('The op was computed outside of a gradient.');
      const [dx, dw1, db1] = [lend(x.size), lend(w1.size), lend(b1.size)];
      const [dw2, db2] = [lend(w2.size), lend(b2.size)];
      addon.feedForwardBackward({ ...shared, slopes, dOut, dx, dw1, db1, dw2, db2 });
      return [
        moved<Rank.R2>(dx, x.shape),
        moved<Rank.R2>(dw1, w1.shape),
        moved<Rank.R1>(db1, b1.shape),
        moved<Rank.R2>(dw2, w2.shape),
        moved<Rank.R1>(db2, b2.shape),
      ];
    };
    const saved = slopes === null ? [hidden] : [hidden, slopes];
    return { value: moved<Rank.R2>(out, x.shape), backward, read: [x, w1, w2], saved };
  });
}

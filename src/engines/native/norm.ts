import type { Rank, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { AddNormInputs, Dropout } from '../engine.js';
import { differentiable, lend, moved, values } from './differentiable.js';
import type { Kernels, Pass } from './differentiable.js';

const NO_DROPOUT: Dropout = { rate: 0, seed: 0, step: 0, site: 0 };

interface NormInputs {
  readonly x: Tensor2D;
  readonly gain: Tensor1D;
  readonly bias: Tensor1D;
}

type Inputs = Omit<AddNormInputs, 'branch'> & { readonly branch: Tensor2D | null };

/** LayerNorm(x + dropout(branch)); gradients in the order x, branch (where there is one), gain, bias. */
function normalise({ addon }: Kernels, { x, branch, gain, bias, dropout: drop }: Inputs): Pass<Tensor2D> {
  const [rows, width] = x.shape;
  const [means, deviations, out] = [lend(rows), lend(rows), lend(x.size)];
  const fields = {
    ...drop,
    rows,
    width,
    x: values(x),
    gain: values(gain),
    means,
    deviations,
    branch: branch === null ? null : values(branch),
  };
  addon.normForward({ ...fields, bias: values(bias), out });
  const backward = (dOut: Float32Array): Tensor[] => {
    const [dx, dGain, dBias] = [lend(x.size), lend(width), lend(width)];
    const dBranch = branch === null ? null : lend(x.size);
    addon.normBackward({ ...fields, dOut, dx, dBranch, dGain, dBias });
    return [
      moved<Rank.R2>(dx, x.shape),
      ...(dBranch === null ? [] : [moved<Rank.R2>(dBranch, x.shape)]),
      moved<Rank.R1>(dGain, gain.shape),
      moved<Rank.R1>(dBias, bias.shape),
    ];
  };
  const read = branch === null ? [x, gain] : [x, branch, gain];
  return { value: moved<Rank.R2>(out, x.shape), backward, read, saved: [means, deviations] };
}

export function addNorm(kernels: Kernels, inputs: AddNormInputs): Tensor2D {
  const { x, branch, gain, bias } = inputs;
  return differentiable([x, branch, gain, bias], () => normalise(kernels, inputs));
}

export function norm(kernels: Kernels, { x, gain, bias }: NormInputs): Tensor2D {
  return differentiable([x, gain, bias], () =>
    normalise(kernels, { x, branch: null, gain, bias, dropout: NO_DROPOUT }),
  );
}

/** Linear in x, so that its gradient is itself. */
export function dropout({ addon }: Kernels, x: Tensor2D, drop: Dropout): Tensor2D {
  const [rows, width] = x.shape;
  const apply = (data: Float32Array) => {
    const out = lend(data.length);
    addon.dropout({ rows, width, ...drop, x: data, out });
    return moved<Rank.R2>(out, x.shape);
  };
  return differentiable([x], () => ({
    value: apply(values(x)),
    backward: (dOut) => [apply(dOut)],
    read: [],
    saved: [],
  }));
}

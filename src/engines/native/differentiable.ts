/** How an op on the kernels becomes a tfjs op with a gradient. */
import { customGrad, dispose, engine } from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Rank, ShapeMap, Tensor } from '@tensorflow/tfjs-core';
import type { Addon } from './kernels.js';
import { nativeBackend } from './backend.js';

/** What every op needs: the kernels, and whether matrix products round their operands to bfloat16. */
export interface Kernels {
  readonly addon: Addon;
  readonly bf16: boolean;
}

/** The tensor's own memory, to be read while the tensor lives. */
export const values = (tensor: Tensor): Float32Array => nativeBackend().valuesOf(tensor.dataId);

/** Memory for a result or for what the backward pass needs; its contents are arbitrary. */
export const lend = (length: number): Float32Array => nativeBackend().lending.lend(length);

/** A tensor that takes over `data`. */
export function moved<R extends Rank>(data: Float32Array, shape: ShapeMap[R]): Tensor<R> {
  return engine().makeTensor(data, shape, 'float32') as Tensor<R>;
}

/** Whether what is computed now may be differentiated. */
export const recording = (): boolean => engine().state.gradientDepth > 0;

export interface Pass<T extends Tensor> {
  readonly value: T;
  /** Tensors whose memory the backward pass reads: they live until then. */
  readonly read: readonly Tensor[];
  /** Memory of no tensor that only the backward pass reads. */
  readonly saved: readonly Float32Array[];
  /** Gradients of the inputs in their order: tfjs wants an array of as many tensors. */
  readonly backward: (dOut: Float32Array) => Tensor[];
}

/** Gradients that an op of ours made for another: whoever has read one disposes of it, and its memory is free. */
const passing = new WeakSet<Tensor>();

export function differentiable<T extends Tensor>(inputs: Tensor[], forward: () => Pass<T>): T {
  const op = customGrad((...given) => {
    const { value, read, saved, backward } = forward();
    (given[given.length - 1] as GradSaveFunc)([...read]);
    const release = () => saved.forEach((array) => nativeBackend().lending.takeBack(array));
    if (!recording()) release();
    const gradFunc = (dOut: Tensor, kept: Tensor[]) => {
      const gradients = backward(values(dOut));
      release();
      dispose(kept);
      if (passing.has(dOut)) dOut.dispose();
      gradients.forEach((gradient) => passing.add(gradient));
      return gradients;
    };
    return { value, gradFunc };
  });
  return op(...inputs);
}

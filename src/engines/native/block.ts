import type { Rank, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { BlockOp, BlockOptions, BlockWeights, PartOps } from '../engine.js';
import { blockOf } from '../ops/block.js';
import { attentionShape } from './attention.js';
import { differentiable, lend, moved, recording, values } from './differentiable.js';
import type { Kernels, Pass } from './differentiable.js';
import { ACTIVATION_CODES } from './kernels.js';
import type { BlockFields } from './kernels.js';

/** One kernel forwards and one back; the kernels are of causal attention, and without causality it is the composition. */
export function nativeBlock(kernels: Kernels, parts: PartOps): BlockOp {
  const composition = blockOf(parts);
  return (x, weights, options) => {
    if (!options.attention.causal) return composition(x, weights, options);
    const parameters = inOrder(weights);
    return differentiable([x, ...parameters], () => pass(kernels, { x, parameters, options }));
  };
}

/** As the kernels take them. */
const inOrder = ({ qkv, mix, norm1, input, output, norm2 }: BlockWeights): Tensor[] => [
  ...[qkv.weight, qkv.bias, mix.weight, mix.bias, norm1.gain, norm1.bias],
  ...[input.weight, input.bias, output.weight, output.bias, norm2.gain, norm2.bias],
];

const INPUT_BIAS = 7;

interface Inputs {
  readonly x: Tensor2D;
  readonly parameters: readonly Tensor[];
  readonly options: BlockOptions;
}

function pass({ addon, bf16 }: Kernels, inputs: Inputs): Pass<Tensor2D> {
  const { x, parameters } = inputs;
  const { fields, saved } = fieldsOf(inputs, bf16);
  const out = lend(x.size);
  addon.blockForward({ ...fields, out });
  const backward = (dOut: Float32Array) => {
    const dx = lend(x.size);
    const gradients = parameters.map(({ size }) => lend(size));
    addon.blockBackward({ ...fields, dOut, dx, gradients });
    return [
      moved<Rank.R2>(dx, x.shape),
      ...gradients.map((gradient, i) => moved(gradient, parameters[i]!.shape)),
    ];
  };
  return { value: moved<Rank.R2>(out, x.shape), backward, read: [x, ...parameters], saved };
}

function fieldsOf({ x, parameters, options }: Inputs, bf16: boolean) {
  const [rows, width] = x.shape;
  const hiddenWidth = parameters[INPUT_BIAS]!.size;
  const saved: Float32Array[] = [];
  const keep = (numbers: number) => {
    const array = lend(numbers);
    saved.push(array);
    return array;
  };
  /** Two numbers in the place of one where the block is computed in bfloat16. */
  const product = (columns: number) => keep(bf16 ? Math.ceil((rows * columns) / 2) : rows * columns);
  const isPre = options.norm === 'pre';
  const fields: BlockFields = {
    attention: attentionShape(rows, width, options.attention),
    hiddenWidth,
    preNorm: isPre,
    bf16,
    activation: ACTIVATION_CODES[options.activation],
    mixedDropout: options.dropout.attention,
    fedDropout: options.dropout.feedForward,
    x: values(x),
    weights: parameters.map(values),
    qkv: product(3 * width),
    mixed: product(width),
    peaks: keep(options.attention.heads * rows),
    inverses: keep(options.attention.heads * rows),
    normed1: keep(x.size),
    means: keep(2 * rows),
    deviations: keep(2 * rows),
    hidden: product(hiddenWidth),
    slopes: recording() ? product(hiddenWidth) : null,
    ...(isPre
      ? { between: keep(x.size), normed2: keep(x.size) }
      : { branch1: product(width), branch2: product(width) }),
  };
  return { fields, saved };
}

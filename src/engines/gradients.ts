/**
 * Gradients of the tfjs kernels in use: tfjs-core's build for Node registers none, and its modules that would
 * (dist/gradients) do not load in Node. A kernel that is not listed here cannot be differentiated: tfjs throws.
 */
import {
  broadcast_util,
  exp,
  matMul,
  mul,
  neg,
  ones,
  registerGradient,
  reshape,
  square,
  step,
  sub,
  sum,
  transpose,
  util,
} from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

/** dx of a kernel of one tensor, from dOut and what the kernel saved. */
type Derivative = (dOut: Tensor, saved: Tensor) => Tensor;

/** dOut summed over what was broadcast from `shape`. */
function summedTo(dOut: Tensor, shape: number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape, dOut.shape);
  return reshape(axes.length > 0 ? sum(dOut, axes) : dOut, shape);
}

function binary(kernelName: string, da: GradientOfOne, db: GradientOfOne): GradConfig {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dOut, saved) => {
      const [a, b] = saved as [Tensor, Tensor];
      return {
        a: () => summedTo(da(dOut as Tensor, a, b), a.shape),
        b: () => summedTo(db(dOut as Tensor, a, b), b.shape),
      };
    },
  };
}

type GradientOfOne = (dOut: Tensor, a: Tensor, b: Tensor) => Tensor;

const fromInput = (kernelName: string, derivative: Derivative): GradConfig => ({
  kernelName,
  inputsToSave: ['x'],
  gradFunc: (dOut, saved) => ({ x: () => derivative(dOut as Tensor, saved[0]!) }),
});

const fromOutput = (kernelName: string, derivative: Derivative, input = 'x'): GradConfig => ({
  kernelName,
  outputsToSave: [true],
  gradFunc: (dOut, saved) => ({ [input]: () => derivative(dOut as Tensor, saved[0]!) }),
});

/** The last two dimensions exchanged. */
function transposed(x: Tensor): Tensor {
  const axes = Array.from(x.shape.keys());
  return transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

/**
 * out = op(a)·op(b), where op transposes or not. Transposed before the product, not by it: WebAssembly has its fast
 * product for matrices as they stand only, and a training step takes a third of the time.
 */
const batchMatMul: GradConfig = {
  kernelName: 'BatchMatMul',
  inputsToSave: ['a', 'b'],
  gradFunc: (upstream, saved, attributes) => {
    const dOut = upstream as Tensor;
    const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
    const [a, b] = saved as [Tensor, Tensor];
    const da = () => matMul(dOut, transposeB ? b : transposed(b));
    const db = () => matMul(transposeA ? a : transposed(a), dOut);
    return {
      a: () => (transposeA ? transposed(da()) : da()),
      b: () => (transposeB ? transposed(db()) : db()),
    };
  },
};

/** Sum over axes, kept or not; no axis named: all. */
const sumOver: GradConfig = {
  kernelName: 'Sum',
  inputsToSave: ['x'],
  gradFunc: (dOut, saved, attributes) => {
    const x = saved[0]!;
    const axes = util.parseAxisParam(attributes['axis'] as number | number[], x.shape);
    const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    return { x: () => mul(reshape(dOut as Tensor, kept), ones(x.shape)) };
  },
};

const inverse = (perm: readonly number[]) => perm.map((_, axis) => perm.indexOf(axis));

const CONFIGS: readonly GradConfig[] = [
  binary(
    'Add',
    (dOut) => dOut,
    (dOut) => dOut,
  ),
  binary(
    'Sub',
    (dOut) => dOut,
    (dOut) => neg(dOut),
  ),
  binary(
    'Multiply',
    (dOut, _a, b) => mul(dOut, b),
    (dOut, a) => mul(dOut, a),
  ),
  batchMatMul,
  sumOver,
  fromInput('Reshape', (dOut, x) => reshape(dOut, x.shape)),
  {
    kernelName: 'Transpose',
    gradFunc: (dOut, _saved, { perm }) => ({
      x: () => transpose(dOut as Tensor, inverse(perm as number[])),
    }),
  },
  fromInput('Identity', (dOut) => dOut),
  fromInput('Neg', (dOut) => neg(dOut)),
  fromInput('Square', (dOut, x) => mul(dOut, mul(x, 2))),
  fromInput('Erf', (dOut, x) => mul(dOut, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI)))),
  fromInput('Relu', (dOut, x) => mul(dOut, step(x))),
  fromOutput('Tanh', (dOut, y) => mul(dOut, sub(1, square(y)))),
  fromOutput('Sigmoid', (dOut, y) => mul(dOut, mul(y, sub(1, y)))),
  fromOutput('Rsqrt', (dOut, y) => mul(dOut, mul(mul(y, square(y)), -0.5))),
  fromOutput(
    'Softmax',
    (dOut, y) => {
      const weighted = mul(dOut, y);
      return sub(weighted, mul(sum(weighted, -1, true), y));
    },
    'logits',
  ),
];

/** Registers them with tfjs, for every backend. Doing so again changes nothing. */
export function registerGradients(): void {
  for (const config of CONFIGS) registerGradient(config);
}

/**
 * The fused ops on the native kernels, as tfjs ops with gradients. They read tensors with dataSync, which does not
 * copy on a backend that keeps its values in JavaScript, and their outputs take over the arrays the kernels filled.
 */
import { customGrad, engine, scalar } from '@tensorflow/tfjs-core';
import type { Rank, ShapeMap, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import type { Activation } from '../../experiment/schema.js';
import type { AdamState, AdamUpdate, AttentionOptions, Dropout, FusedOps } from '../engine.js';
import { ACTIVATION_CODES, loadAddon, nativeStatus } from './addon.js';
import type { Addon, AttentionFields, NormFields } from './addon.js';
import { rotaryTables } from './rotary.js';

/** Part of stage keys: raise it when the kernels' bits change. */
export const NATIVE_NUMERICS = '1';

const NO_DROPOUT: Dropout = { rate: 0, seed: 0, step: 0, site: 0 };

/** The fused ops; throws where nativeStatus says that there is no addon. */
export function nativeOps(): FusedOps {
  const addon = loadAddon();
  if (addon === null) throw new Error(`The engine native is not available: ${nativeStatus().detail}.`);
  return {
    linear: (x, w, b, activation) => linear(addon, [x, w, b], activation),
    attention: (qkv, options) => attention(addon, qkv, options),
    addNorm: (...inputs) => addNorm(addon, ...inputs),
    norm: (x, gain, bias) => norm(addon, [x, gain, bias]),
    dropout: (x, drop) => dropout(addon, x, drop),
    embed: (table, ids) => embed(addon, table, ids),
    tiedCrossEntropy: (h, table, targets, weights) => crossEntropy(addon, { h, table, targets, weights }),
    adam: (weight, gradient, state, update) => adam(addon, { weight, gradient, state }, update),
  };
}

const values = (tensor: Tensor) => tensor.dataSync<'float32'>() as Float32Array;

/** A tensor that takes over `data`. */
function moved<R extends Rank>(data: Float32Array, shape: ShapeMap[R]): Tensor<R> {
  return engine().makeTensor(data, shape, 'float32') as Tensor<R>;
}

const emptyLike = (array: Float32Array) => new Float32Array(array.length);

/** Whether what is computed now may be differentiated. */
const recording = () => engine().state.gradientDepth > 0;

/** tfjs wants gradients of a multi-input op as an array of as many tensors. */
type Backward = (dOut: Float32Array) => Tensor[];

function differentiable<T extends Tensor>(
  inputs: Tensor[],
  forward: () => { value: T; backward: Backward },
): T {
  const op = customGrad(() => {
    const { value, backward } = forward();
    return { value, gradFunc: (dOut: Tensor) => backward(values(dOut)) };
  });
  return op(...inputs) as T;
}

function linear(
  addon: Addon,
  inputs: [Tensor2D, Tensor2D, Tensor1D],
  activation: Activation | 'none',
): Tensor2D {
  const [x, w, b] = inputs;
  const [rows, outputs] = [x.shape[0], w.shape[1]];
  return differentiable(inputs, () => {
    const out = new Float32Array(rows * outputs);
    const derivative = activation !== 'none' && recording() ? emptyLike(out) : null;
    const shared = { rows, inputs: x.shape[1], outputs, x: values(x), w: values(w), derivative };
    addon.linearForward({ ...shared, b: values(b), out, activation: ACTIVATION_CODES[activation] });
    const backward = (dOut: Float32Array) => {
      const [dx, dw, db] = [emptyLike(shared.x), emptyLike(shared.w), new Float32Array(outputs)];
      addon.linearBackward({ ...shared, dOut, dx, dw, db });
      return [moved<Rank.R2>(dx, x.shape), moved<Rank.R2>(dw, w.shape), moved<Rank.R1>(db, b.shape)];
    };
    return { value: moved<Rank.R2>(out, [rows, outputs]), backward };
  });
}

function attentionFields(qkv: Tensor2D, options: AttentionOptions): AttentionFields {
  const { heads, offsets, prefixes, dropout, slopes, rotary } = options;
  const [rows, width] = [qkv.shape[0], qkv.shape[1] / 3];
  const headSize = width / heads;
  const angles = rotary === null ? null : rotaryTables(headSize, rotary);
  return {
    ...{ rows, heads, headSize, offsets, prefixes, slopes, ...dropout },
    positions: rotary,
    cosines: angles?.cosines ?? null,
    sines: angles?.sines ?? null,
    qkv: values(qkv),
    out: new Float32Array(rows * width),
    peaks: new Float32Array(heads * rows),
    inverses: new Float32Array(heads * rows),
  };
}

function attention(addon: Addon, qkv: Tensor2D, options: AttentionOptions): Tensor2D {
  return differentiable([qkv], () => {
    const fields = attentionFields(qkv, options);
    addon.attentionForward(fields);
    const backward = (dOut: Float32Array) => {
      const dQkv = emptyLike(fields.qkv);
      addon.attentionBackward({ ...fields, dOut, dQkv });
      return [moved<Rank.R2>(dQkv, qkv.shape)];
    };
    return { value: moved<Rank.R2>(fields.out, [fields.rows, qkv.shape[1] / 3]), backward };
  });
}

interface NormInputs {
  readonly x: Tensor2D;
  readonly branch: Tensor2D | null;
  readonly gain: Tensor1D;
  readonly bias: Tensor1D;
}

/** The norm's value and its gradients in the order x, branch (null for a plain norm), gain, bias. */
function normalise(addon: Addon, { x, branch, gain, bias }: NormInputs, drop: Dropout) {
  const [rows, width] = x.shape;
  const fields: NormFields = {
    ...{
      rows,
      width,
      ...drop,
      x: values(x),
      branch: branch === null ? null : values(branch),
      gain: values(gain),
    },
    means: new Float32Array(rows),
    deviations: new Float32Array(rows),
  };
  const out = emptyLike(fields.x);
  addon.normForward({ ...fields, bias: values(bias), out });
  const gradients = (dOut: Float32Array) => {
    const [dx, dGain, dBias] = [emptyLike(out), new Float32Array(width), new Float32Array(width)];
    const dBranch = branch === null ? null : emptyLike(out);
    addon.normBackward({ ...fields, dOut, dx, dBranch, dGain, dBias });
    return { dx, dBranch, dGain, dBias };
  };
  return { value: moved<Rank.R2>(out, x.shape), gradients };
}

function addNorm(addon: Addon, ...inputs: Parameters<FusedOps['addNorm']>): Tensor2D {
  const [x, branch, gain, bias, drop] = inputs;
  return differentiable([x, branch, gain, bias], () => {
    const { value, gradients } = normalise(addon, { x, branch, gain, bias }, drop);
    const backward = (dOut: Float32Array) => {
      const { dx, dBranch, dGain, dBias } = gradients(dOut);
      return [
        moved<Rank.R2>(dx, x.shape),
        moved<Rank.R2>(dBranch ?? dx, x.shape),
        moved<Rank.R1>(dGain, gain.shape),
        moved<Rank.R1>(dBias, bias.shape),
      ];
    };
    return { value, backward };
  });
}

function norm(addon: Addon, inputs: [Tensor2D, Tensor1D, Tensor1D]): Tensor2D {
  const [x, gain, bias] = inputs;
  return differentiable(inputs, () => {
    const { value, gradients } = normalise(addon, { x, branch: null, gain, bias }, NO_DROPOUT);
    const backward = (dOut: Float32Array) => {
      const { dx, dGain, dBias } = gradients(dOut);
      return [
        moved<Rank.R2>(dx, x.shape),
        moved<Rank.R1>(dGain, gain.shape),
        moved<Rank.R1>(dBias, bias.shape),
      ];
    };
    return { value, backward };
  });
}

/** Linear in x, so that its gradient is itself. */
function dropout(addon: Addon, x: Tensor2D, drop: Dropout): Tensor2D {
  const [rows, width] = x.shape;
  const apply = (data: Float32Array) => {
    const out = emptyLike(data);
    addon.dropout({ rows, width, ...drop, x: data, out });
    return moved<Rank.R2>(out, x.shape);
  };
  return differentiable([x], () => ({ value: apply(values(x)), backward: (dOut) => [apply(dOut)] }));
}

function embed(addon: Addon, table: Tensor2D, ids: Int32Array): Tensor2D {
  const [entries, width] = table.shape;
  const shared = { rows: ids.length, width, entries, ids };
  return differentiable([table], () => {
    const out = new Float32Array(ids.length * width);
    addon.embedForward({ ...shared, table: values(table), out });
    const backward = (dOut: Float32Array) => {
      const dTable = new Float32Array(entries * width);
      addon.embedBackward({ ...shared, dOut, dTable });
      return [moved<Rank.R2>(dTable, table.shape)];
    };
    return { value: moved<Rank.R2>(out, [ids.length, width]), backward };
  });
}

interface CrossEntropyInputs {
  readonly h: Tensor2D;
  readonly table: Tensor2D;
  readonly targets: Int32Array;
  readonly weights: Float32Array;
}

/** The gradients come with the loss, while the logits are there; the backward pass scales them. */
function crossEntropy(addon: Addon, { h, table, targets, weights }: CrossEntropyInputs) {
  const [entries, width] = table.shape;
  return differentiable([h, table], () => {
    const [states, rows] = [values(h), values(table)];
    const [dh, dTable] = recording() ? [emptyLike(states), emptyLike(rows)] : [null, null];
    const loss = addon.crossEntropy({
      ...{ rows: h.shape[0], width, entries, h: states, table: rows, targets, weights, dh, dTable },
    });
    const backward = ([upstream]: Float32Array) => [
      moved<Rank.R2>(scaled(dh, upstream), h.shape),
      moved<Rank.R2>(scaled(dTable, upstream), table.shape),
    ];
    return { value: scalar(loss), backward };
  });
}

/** The gradient times what comes from above; a copy only where that is not 1. */
function scaled(gradient: Float32Array | null, factor: number): Float32Array {
  if (gradient === null)
    throw new Error('The loss was computed outside of a gradient and cannot be differentiated.');
  return factor === 1 ? gradient : gradient.map((value) => value * factor);
}

interface AdamInputs {
  readonly weight: Variable;
  readonly gradient: Float32Array;
  readonly state: AdamState;
}

function adam(addon: Addon, { weight, gradient, state }: AdamInputs, update: AdamUpdate): void {
  const { step, learningRate, scale, decay, optimizer } = update;
  const { beta1, beta2, epsilon, weightDecay } = optimizer;
  addon.adam({
    ...{ weight: values(weight), gradient, first: state.first, second: state.second },
    ...{ beta1, beta2, epsilon, learningRate, scale, step, weightDecay: decay ? weightDecay : 0 },
  });
}

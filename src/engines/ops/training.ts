/** Training with weights and moments in memory that this process reads at once: engines say how they sum and update. */
import { tidy } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { AdamWStep, EngineTraining, Gradients, Moment, Moments, Weights } from '../engine.js';
import type { NamedValues } from '../values.js';
import { disposeWeights, openWeights, readWeights } from './weights.js';

/** A weight with its gradient and its moments. */
export interface TrainedWeight {
  readonly weight: Variable;
  readonly gradient: Tensor;
  readonly moment: Moment;
  /** Matrices do but for the step's exceptions, vectors do not. */
  readonly decays: boolean;
}

/** `scale` multiplies the gradients first. */
export interface ScaledStep extends AdamWStep {
  readonly scale: number;
}

export interface TrainingKernels {
  valueOf(loss: Scalar): number;
  /** Σx² over all tensors, in one fixed order. */
  squaredNorm(tensors: readonly Tensor[]): number;
  /** In place. */
  adamW(weights: readonly TrainedWeight[], step: ScaledStep): void;
}

export function openTraining(
  kernels: TrainingKernels,
  values: NamedValues,
  known: Moments | null,
): EngineTraining {
  const weights = openWeights(values);
  const moments = known ?? freshMoments(weights);
  let isStopped = false;
  const update = (gradients: Gradients, loss: Scalar, step: AdamWStep): number => {
    const norm = Math.sqrt(kernels.squaredNorm([...gradients.values()]));
    isStopped ||= !Number.isFinite(norm) || !Number.isFinite(kernels.valueOf(loss));
    if (isStopped) return norm;
    const trained = trainedWeights({ weights, moments, gradients }, step.undecayed);
    tidy(() => kernels.adamW(trained, { ...step, scale: clipping(norm, step.options.maxGradNorm) }));
    return norm;
  };
  return {
    weights,
    update: (gradients, loss, step) => Promise.resolve(update(gradients, loss, step)),
    read: () => Promise.resolve({ weights: copied(readWeights(weights)), moments: copiedMoments(moments) }),
    dispose: () => disposeWeights(weights),
  };
}

function freshMoments(weights: Weights): Moments {
  const zeros = (size: number): Moment => ({ first: new Float32Array(size), second: new Float32Array(size) });
  return new Map([...weights].map(([name, { size }]) => [name, zeros(size)]));
}

/** What the gradients are scaled by so that their global norm is at most the limit. */
const clipping = (norm: number, limit: number | null): number =>
  limit !== null && norm > limit ? limit / norm : 1;

function trainedWeights(
  { weights, moments, gradients }: { weights: Weights; moments: Moments; gradients: Gradients },
  undecayed: ReadonlySet<string>,
): readonly TrainedWeight[] {
  return [...gradients].map(([name, gradient]) => {
    const weight = weights.get(name);
    const moment = moments.get(name);
    if (!weight || !moment) throw new Error(`The optimizer does not know the weight ${name}.`);
    return { weight, gradient, moment, decays: weight.rank > 1 && !undecayed.has(name) };
  });
}

const copied = (values: NamedValues): NamedValues =>
  new Map([...values].map(([name, weight]) => [name, { ...weight, values: weight.values.slice() }]));

const copiedMoments = (moments: Moments): Moments =>
  new Map(
    [...moments].map(([name, { first, second }]) => [name, { first: first.slice(), second: second.slice() }]),
  );

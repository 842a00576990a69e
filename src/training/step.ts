/** One step: losses and gradients, the update, and what is measured beside it; all begun, nothing waited for. */
import { dispose, tidy, variableGrads } from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Scalar } from '@tensorflow/tfjs-core';
import type { Gradients, Weights } from '../engines/engine.js';
import type { Measurement } from './measurement.js';
import type { Losses, Running, TrainingObjective } from './training.js';

/** What a step yields, once it is read. */
export interface StepReadings {
  /** What was minimised. */
  readonly loss: number;
  /** Its parts by the names of their metrics. */
  readonly parts: Readonly<Record<string, number>>;
  /** Of the gradients of all weights, before clipping. */
  readonly norm: number;
  readonly measured: readonly Measurement[];
  /** After the last step alone: no step follows it and would find that it spoilt the weights. */
  readonly lossAfter: number | null;
}

export interface BegunStep {
  /** From 1. */
  readonly step: number;
  readonly learningRate: number;
  readonly tokens: number;
  readonly readings: Promise<StepReadings>;
}

export function begin({ training, state, objective, average }: Running, step: number): BegunStep {
  const learningRate = training.optimizer.learningRate * training.schedule(step);
  // 1. loss and gradients
  const { value, grads, parts, tokens } = differentiate(objective, state.weights, step);
  const loss = valueOf(value);
  // 2. the update, in place
  const { optimizer: options, undecayed } = training;
  const asked = { step, learningRate, options, undecayed };
  const norm = state.update(gradientsOf(state.weights, grads), value, asked);
  dispose([value, ...Object.values(grads)]);
  // 3. what is measured with the new weights, or with their average
  average?.add(state.weights, step);
  const measured = objective.isMeasured(step) ? (average ?? objective).measure(step) : NOTHING;
  const lossAfter = step === training.total ? lossAt(objective, step) : null;
  const readings = readAll({ loss, parts, norm, measured, lossAfter });
  readings.catch(() => undefined); // whoever waits for it later is told
  return { step, learningRate, tokens, readings };
}

const NOTHING: Promise<readonly Measurement[]> = Promise.resolve([]);

type Begun<T> = { readonly [K in keyof T]: Promise<T[K]> | Extract<T[K], null> };

async function readAll(begun: Begun<StepReadings>): Promise<StepReadings> {
  const [loss, parts, norm, measured, lossAfter] = await Promise.all([
    begun.loss,
    begun.parts,
    begun.norm,
    begun.measured,
    begun.lossAfter,
  ]);
  return { loss, parts, norm, measured, lossAfter };
}

/** The loss, its parts, and the gradients by the variables' names; loss and gradients are the caller's to dispose of. */
function differentiate(objective: TrainingObjective, weights: Weights, step: number) {
  const told: { parts: Promise<Record<string, number>>; tokens: number }[] = [];
  const { value, grads } = variableGrads(() => {
    const losses = objective.losses(step);
    told.push({ parts: partsOf(losses), tokens: losses.tokens });
    return losses.total;
  }, [...weights.values()]);
  return { value, grads, ...told[0]! };
}

async function partsOf({ parts }: Losses): Promise<Record<string, number>> {
  const read = Object.entries(parts).map(async ([name, part]) => [name, await valueOf(part)] as const);
  return Object.fromEntries(await Promise.all(read));
}

/** Begins to read; the tensor may be disposed of then. */
async function valueOf(tensor: Scalar): Promise<number> {
  const [value = NaN] = await tensor.data();
  return value;
}

/** In the order of the weights, by their names; a weight that the loss does not reach has none. */
function gradientsOf(weights: Weights, grads: NamedTensorMap): Gradients {
  return new Map(
    [...weights].flatMap(([name, weight]) => {
      const gradient = grads[weight.name];
      return gradient === undefined ? [] : [[name, gradient] as const];
    }),
  );
}

function lossAt(objective: TrainingObjective, step: number): Promise<number> {
  const loss = tidy(() => objective.losses(step).total);
  const value = valueOf(loss);
  loss.dispose();
  return value;
}

/** The training loop: update, measure, checkpoint. It knows losses and steps, not tasks or corpora. */
import { setImmediate } from 'node:timers/promises';
import { dispose, tidy, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar } from '@tensorflow/tfjs-core';
import type { Engine, Weights } from '../engines/engine.js';
import type { OptimizerOptions } from './options.js';
import { disposeWeights, openWeights, readWeights } from '../engines/ops/weights.js';
import type { NamedValues } from '../engines/values.js';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js';
import { DivergenceError, readingOf } from './divergence.js';
import type { Measurement } from './measurement.js';
import type { Moments } from './optimizer.js';
import { applyUpdate, freshMoments, globalNorm, orderedGradients } from './optimizer.js';

/** What an update minimises, and its parts by the names of their metrics. */
export interface Losses {
  readonly total: Scalar;
  readonly parts: Readonly<Record<string, Scalar>>;
}

/** What a training minimises over the weights that it was opened with. */
export interface TrainingObjective {
  /** Builds the losses of one update, step from 1; called inside a tidy. */
  losses(step: number): Losses;
  /** Metrics measured beside training after update `step`. */
  measure(step: number): readonly Measurement[];
  dispose(): void;
}

export interface Training {
  readonly engine: Engine;
  /** Where the checkpoint lives. */
  readonly folder: string;
  /** Updates in all. */
  readonly total: number;
  readonly checkpointEvery: number;
  readonly optimizer: OptimizerOptions;
  /** Factor of the peak learning rate at an update. */
  schedule(step: number): number;
  /** Weights before the first update. */
  initial(): NamedValues;
  open(weights: Weights): TrainingObjective;
  progress(done: number, total: number): void;
}

export interface TrainingResult {
  readonly weights: NamedValues;
  readonly metrics: readonly Measurement[];
}

interface Running {
  readonly training: Training;
  readonly weights: Weights;
  readonly moments: Moments;
  readonly objective: TrainingObjective;
}

/**
 * Trains to the last update, from the folder's checkpoint where there is one. Throws DivergenceError where the loss
 * or the gradient is not finite, before the update that these would have made.
 */
export async function train(training: Training): Promise<TrainingResult> {
  const checkpoint = await loadCheckpoint(training.folder);
  const weights = openWeights(checkpoint?.weights ?? training.initial());
  const objective = training.open(weights);
  const moments = checkpoint?.moments ?? freshMoments(weights);
  try {
    const metrics = [...(checkpoint?.metrics ?? [])];
    await runUpdates({ training, weights, moments, objective }, checkpoint?.step ?? 0, metrics);
    return { weights: copied(readWeights(weights)), metrics };
  } finally {
    objective.dispose();
    disposeWeights(weights);
  }
}

async function runUpdates(running: Running, done: number, metrics: Measurement[]): Promise<void> {
  const { training, weights, moments, objective } = running;
  for (let step = done + 1; step <= training.total; step++) {
    const update = runUpdate(running, step, metrics);
    const measured = objective.measure(step);
    const losses = measured.map(({ value }) => value);
    if (step === training.total) losses.push(lossAfter(objective, step));
    refuseDivergence(update, losses, metrics);
    if (isLogged(step, training.total)) metrics.push(...seriesOf(update));
    metrics.push(...measured);
    if (step % training.checkpointEvery === 0 && step < training.total)
      await saveCheckpoint(training.folder, { step, metrics, weights: readWeights(weights), moments });
    training.progress(step, training.total);
    await setImmediate(); // signals and messages get their turn
  }
}

/** What an update was made with. */
interface Update {
  readonly step: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly learningRate: number;
  readonly norm: number;
}

/** Throws DivergenceError where a loss or the gradient's norm is not finite. */
function refuseDivergence(
  { step, learningRate, norm }: Omit<Update, 'parts'>,
  losses: readonly number[],
  before: readonly Measurement[],
): void {
  if (Number.isFinite(norm) && losses.every(Number.isFinite)) return;
  const loss = readingOf(losses.find((one) => !Number.isFinite(one)) ?? losses[0]);
  throw new DivergenceError({ step, loss, learningRate, gradientNorm: readingOf(norm) }, before);
}

/** No update follows the last one and would find that it spoilt the weights. */
const lossAfter = (objective: TrainingObjective, step: number): number =>
  tidy(() => objective.losses(step).total.dataSync()[0]);

function seriesOf({ step, parts, learningRate, norm }: Update): Measurement[] {
  const series = { ...parts, 'learning-rate': learningRate, 'gradient-norm': norm };
  return Object.entries(series).map(([name, value]) => ({ name, split: 'train', step, value }));
}

/** About 200 points a curve: the first update, the last, and every total/200-th. */
function isLogged(step: number, total: number): boolean {
  return step === 1 || step === total || step % Math.ceil(total / 200) === 0;
}

function runUpdate(
  { training, weights, moments, objective }: Running,
  step: number,
  before: readonly Measurement[],
): Update {
  const { engine, optimizer } = training;
  // 1. loss and gradients
  const { parts, loss, grads } = differentiate(objective, weights, step);
  try {
    const gradients = orderedGradients(weights, grads);
    const norm = globalNorm(engine, gradients);
    const learningRate = optimizer.learningRate * training.schedule(step);
    // 2. refuse what would spoil the weights
    refuseDivergence({ step, learningRate, norm }, [loss], before);
    // 3. update in place
    tidy(() => applyUpdate(engine, { weights, moments, gradients }, { step, learningRate, norm, optimizer }));
    return { step, parts, learningRate, norm };
  } finally {
    dispose(grads);
  }
}

/** The loss, its parts as numbers, and the gradients, which are the caller's to dispose of. */
function differentiate(objective: TrainingObjective, weights: Weights, step: number) {
  const parts: Record<string, number> = {};
  const { value, grads } = variableGrads(() => {
    const losses = objective.losses(step);
    for (const [name, part] of Object.entries(losses.parts)) parts[name] = part.dataSync()[0];
    return losses.total;
  }, [...weights.values()]);
  const loss = value.dataSync()[0];
  value.dispose();
  return { parts, loss, grads };
}

/** Values that outlive their variables. */
function copied(values: NamedValues): NamedValues {
  return new Map([...values].map(([name, weight]) => [name, { ...weight, values: weight.values.slice() }]));
}

/** The training loop: update, measure, checkpoint. It knows losses and steps, not tasks or corpora. */
import { setImmediate } from 'node:timers/promises';
import { dispose, tidy, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar } from '@tensorflow/tfjs-core';
import type { Engine } from '../engines/engine.js';
import type { OptimizerOptions } from '../experiment/schema.js';
import { UserError } from '../failure.js';
import { disposeWeights, openWeights, readWeights } from '../language-model/weights.js';
import type { NamedValues, Weights } from '../language-model/weights.js';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js';
import type { Measurement } from './measurement.js';
import type { Moments } from './optimizer.js';
import { applyUpdate, freshMoments, globalNorm, orderedGradients } from './optimizer.js';

/** What an update minimises, and its parts by the names of their metrics. */
export interface Losses {
  readonly total: Scalar;
  readonly parts: Readonly<Record<string, Scalar>>;
}

/** What a training minimises over the weights that it was opened with. */
export interface Objective {
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
  open(weights: Weights): Objective;
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
  readonly objective: Objective;
}

/**
 * Trains to the last update, from the folder's checkpoint where there is one. Throws UserError where the loss is not
 * finite; the weights are then those before the update.
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
    const measured = runUpdate(running, step);
    if (isLogged(step, training.total)) metrics.push(...measured);
    metrics.push(...objective.measure(step));
    if (step % training.checkpointEvery === 0 && step < training.total)
      await saveCheckpoint(training.folder, { step, metrics, weights: readWeights(weights), moments });
    training.progress(step, training.total);
    await setImmediate(); // signals and messages get their turn
  }
}

/** About 200 points a curve: the first update, the last, and every total/200-th. */
function isLogged(step: number, total: number): boolean {
  return step === 1 || step === total || step % Math.ceil(total / 200) === 0;
}

function runUpdate({ training, weights, moments, objective }: Running, step: number): Measurement[] {
  const { engine, optimizer } = training;
  // 1. loss and gradients
  const { parts, loss, grads } = differentiate(objective, weights, step);
  try {
    const gradients = orderedGradients(weights, grads);
    const norm = globalNorm(engine, gradients);
    const learningRate = optimizer.learningRate * training.schedule(step);
    // 2. refuse what would spoil the weights
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) throw diverged({ step, loss, norm, learningRate });
    // 3. update in place
    tidy(() => applyUpdate(engine, { weights, moments, gradients }, { step, learningRate, norm, optimizer }));
    const series = { ...parts, 'learning-rate': learningRate, 'gradient-norm': norm };
    return Object.entries(series).map(([name, value]) => ({ name, split: 'train', step, value }));
  } finally {
    dispose(grads);
  }
}

/** The loss, its parts as numbers, and the gradients, which are the caller's to dispose of. */
function differentiate(objective: Objective, weights: Weights, step: number) {
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

function diverged(at: { step: number; loss: number; norm: number; learningRate: number }): UserError {
  return new UserError(
    `Training diverged: at update ${at.step} the loss is ${at.loss} and the gradient norm ${at.norm}, with learning ` +
      `rate ${at.learningRate}. Lower the learning rate, lengthen the warm-up, or set clipNorm.`,
  );
}

/** Values that outlive their variables. */
function copied(values: NamedValues): NamedValues {
  return new Map([...values].map(([name, weight]) => [name, { ...weight, values: weight.values.slice() }]));
}

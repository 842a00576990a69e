/** Which data a step sees: functions of the seed and the step alone, so there is no sampler state to lose. */
import { randomStream } from '../random/stream.js';

export interface WindowSampling {
  /** Tokens in the corpus; at least length + 1. */
  readonly tokens: number;
  /** Inputs per window. */
  readonly length: number;
  /** Windows per step. */
  readonly batch: number;
  readonly seed: number;
}

/** Where the windows of one step begin, drawn uniformly with replacement. */
export function sampleWindows({ tokens, length, batch, seed }: WindowSampling, step: number): number[] {
  const stream = randomStream('pretrain', seed, 'windows', step);
  return Array.from({ length: batch }, () => stream.integer(tokens - length));
}

/** At most `limit` windows that do not overlap, spread evenly; as many as fit. */
export function evenWindows(tokens: number, length: number, limit: number): number[] {
  const fitting = Math.floor((tokens - 1) / length);
  const count = Math.min(limit, fitting);
  return Array.from({ length: count }, (_, i) => Math.floor((i * fitting) / count) * length);
}

export interface EpochSampling {
  readonly examples: number;
  readonly batch: number;
  /** Names the stream of the order, e.g. ['finetune', 'race', 3]. */
  readonly stream: readonly (string | number)[];
}

export const stepsPerEpoch = ({ examples, batch }: Omit<EpochSampling, 'stream'>): number =>
  Math.ceil(examples / batch);

/** The examples of step `step` (from 1): each epoch sees every example once, in an order of its own. */
export function epochSampler(sampling: EpochSampling): (step: number) => readonly number[] {
  const { examples, batch, stream } = sampling;
  const steps = stepsPerEpoch(sampling);
  const indices = Array.from({ length: examples }, (_, i) => i);
  let [known, order] = [-1, indices];
  return (step) => {
    const epoch = Math.floor((step - 1) / steps);
    if (epoch !== known) [known, order] = [epoch, randomStream(...stream, 'epoch', epoch).shuffle(indices)];
    const start = ((step - 1) % steps) * batch;
    return order.slice(start, start + batch);
  };
}

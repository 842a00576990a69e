/** A training that meets a loss or a gradient that is not finite: an outcome of its options, and not of the machine. */
import { UserError } from '../failure.js';
import type { Measurement } from './measurement.js';

export interface DivergedAt {
  /** The update that was not made. */
  readonly step: number;
  readonly loss: number;
  /** Of the gradients of all weights. */
  readonly norm: number;
  readonly learningRate: number;
}

export class DivergenceError extends UserError {
  constructor(
    readonly at: DivergedAt,
    /** Measured before it. */
    readonly metrics: readonly Measurement[],
  ) {
    super(
      `Training diverged: at update ${at.step} the loss is ${at.loss} and the gradient norm ${at.norm}, with learning ` +
        `rate ${at.learningRate}. Lower the learning rate, lengthen the warm-up, or set clipNorm.`,
    );
  }
}

/** A training that meets a loss or a gradient that is not finite: an outcome of its options, and not of the machine. */
import { UserError } from '../failure.js';
import type { Measurement } from './measurement.js';

/** A number, finite or not, as JSON can carry it. */
export type Reading = number | 'NaN' | 'inf' | '-inf';

/** Where a training stopped because its loss or its gradient was not finite; a fact of its stage. */
export interface DivergedAt {
  /** The step that was refused, or the one after which no finite loss was left. */
  readonly step: number;
  readonly loss: Reading;
  readonly learningRate: number;
  /** Of the gradients of all weights. */
  readonly gradientNorm: Reading;
}

export class DivergenceError extends UserError {
  constructor(
    readonly at: DivergedAt,
    /** Measured before it; all finite. */
    readonly metrics: readonly Measurement[],
  ) {
    super(
      `Training diverged at step ${at.step}: loss ${short(at.loss)}, learning rate ${short(at.learningRate)}, ` +
        `gradient norm ${short(at.gradientNorm)}. Lower the learning rate, lengthen the warm-up, or set maxGradNorm.`,
    );
  }
}

/** To four digits; the record has all. */
const short = (reading: Reading): Reading =>
  typeof reading === 'number' ? Number(reading.toPrecision(4)) : reading;

export function readingOf(value: number): Reading {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'inf' : '-inf';
}

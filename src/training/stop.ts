/** The end of a training that was asked to stop: neither a result nor a failure. A leaf. */

/** Steps of a training that are kept in its checkpoint. */
export interface Kept {
  readonly step: number;
  /** In all. */
  readonly steps: number;
}

export class TrainingStopped extends Error {
  constructor(readonly kept: Kept) {
    super(`The training was asked to stop; it is kept to step ${kept.step} of ${kept.steps}.`);
  }
}

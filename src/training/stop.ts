/** The end of a training that was asked to stop: neither a result nor a failure. */
import type { Kept } from './events.js';

export class TrainingStopped extends Error {
  constructor(readonly kept: Kept) {
    super(`The training was asked to stop; it is kept to step ${kept.step} of ${kept.steps}.`);
  }
}

/** What a training tells of itself while it works, for whoever follows it. Nothing of it reaches a result. A leaf. */

export type TrainingEvent = TrainingResumed | TrainingStep;

/** It goes on from a checkpoint. */
export interface TrainingResumed {
  readonly event: 'resumed';
  /** Steps done before. */
  readonly step: number;
}

/** One step whose values were read; a training need not tell each. */
export interface TrainingStep {
  readonly event: 'step';
  /** From 1. */
  readonly step: number;
  /** Steps in all. */
  readonly steps: number;
  /** As minimised; nats per token where it is a language model's. May be not finite. */
  readonly loss: number;
  readonly learningRate: number;
  /** Of the gradients of all weights, before clipping. May be not finite. */
  readonly gradientNorm: number;
  /** Since the step told before; null: nothing to measure from. */
  readonly tokensPerSecond: number | null;
}

/** What earlier runs did of a training, as its checkpoint has it; nothing where there is none. */
export interface Earlier {
  /** Steps. */
  readonly done: number;
  readonly total: number;
  /** That they took. */
  readonly seconds: number;
}

/** Steps of a training that are kept in its checkpoint. */
export interface Kept {
  readonly step: number;
  /** In all. */
  readonly steps: number;
}

/** The series of a training's metrics: steps are begun, their readings awaited in order, and a divergence found in them. */
import { DivergenceError, readingOf } from './divergence.js';
import type { Measurement } from './measurement.js';
import type { BegunStep, StepReadings } from './step.js';
import type { Training } from './training.js';

export interface Series {
  /** Of the steps that are settled. */
  readonly metrics: readonly Measurement[];
  /** Whether a step's readings are metrics: of the first step, the last, and about 200 in between. */
  isLogged(step: number): boolean;
  /** Adds a step whose readings are outstanding. */
  expect(step: BegunStep): void;
  /** Waits until the readings of at most `left` steps are outstanding. Throws DivergenceError of the first that diverged. */
  settle(left: number): Promise<void>;
}

/** `before`: metrics of the steps before a checkpoint. */
export function openSeries(training: Training, before: readonly Measurement[]): Series {
  const metrics = [...before];
  const outstanding: BegunStep[] = [];
  const every = Math.ceil(training.total / 200);
  const isLogged = (step: number): boolean => step === 1 || step === training.total || step % every === 0;
  const tell = teller(training);
  return {
    metrics,
    isLogged,
    expect: (step) => outstanding.push(step),
    settle: async (left) => {
      while (outstanding.length > left) {
        const begun = outstanding.shift()!;
        const readings = await begun.readings;
        const loss = divergedLoss(readings);
        tell(begun, readings, isLogged(begun.step) || loss !== null);
        if (loss !== null) throw divergence(begun, readings.norm, loss, metrics);
        if (isLogged(begun.step)) metrics.push(...seriesOf(begun, readings));
        metrics.push(...readings.measured);
      }
    },
  };
}

/** The loss to report where a loss or the gradients' norm is not finite; null: all are. */
function divergedLoss({ loss, norm, measured, lossAfter }: StepReadings): number | null {
  if (!Number.isFinite(loss) || !Number.isFinite(norm)) return loss;
  const after = [...measured.map(({ value }) => value), ...(lossAfter === null ? [] : [lossAfter])];
  return after.find((one) => !Number.isFinite(one)) ?? null;
}

function divergence(
  { step, learningRate }: BegunStep,
  norm: number,
  loss: number,
  before: readonly Measurement[],
): DivergenceError {
  const at = { step, loss: readingOf(loss), learningRate, gradientNorm: readingOf(norm) };
  return new DivergenceError(at, before);
}

function seriesOf({ step, learningRate }: BegunStep, { parts, norm }: StepReadings): Measurement[] {
  const series = { ...parts, 'learning-rate': learningRate, 'gradient-norm': norm };
  return Object.entries(series).map(([name, value]) => ({ name, split: 'train', step, value }));
}

/** Tells the training of steps, with the tokens per second since the step told before. */
function teller(training: Training) {
  let tokens = 0;
  let since: number | null = null;
  return ({ step, learningRate, tokens: own }: BegunStep, { loss, norm }: StepReadings, isTold: boolean) => {
    tokens += own;
    if (!isTold) return;
    const now = performance.now();
    const tokensPerSecond = since === null ? null : tokens / ((now - since) / 1000);
    training.event({
      event: 'step',
      step,
      steps: training.total,
      loss,
      learningRate,
      gradientNorm: norm,
      tokensPerSecond,
    });
    [tokens, since] = [0, now];
  };
}

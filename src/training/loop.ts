/**
 * The training loop: step, measure, checkpoint. It knows losses and steps, not tasks or corpora. It hands steps to the
 * engine one after the other and waits for their readings only where they are logged, or a few steps later. Asked to
 * stop, it ends after the step that it is at, and keeps it.
 */
import { setImmediate } from 'node:timers/promises';
import { Average } from './average.js';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js';
import { openSeries } from './series.js';
import type { Series } from './series.js';
import { begin } from './step.js';
import { keepWeights } from './kept.js';
import { TrainingStopped } from './stop.js';
import type { Earlier } from './events.js';
import type { NamedValues } from '../engines/values.js';
import type { Running, Training, TrainingResult } from './training.js';

/** Steps whose readings are outstanding, at most. */
const IN_FLIGHT = 3;

/**
 * Trains to the last step, from the folder's checkpoint where there is one. Throws DivergenceError where a loss or the
 * gradients' norm is not finite; the engine does not make such a step. Throws TrainingStopped where it was asked to stop
 * before its last step; the folder's checkpoint then holds every step that was done.
 */
export async function train(training: Training): Promise<TrainingResult> {
  const checkpoint = await loadCheckpoint(training.folder);
  const initial = checkpoint?.weights ?? training.initial();
  const state = training.engine.openTraining(initial, checkpoint?.moments ?? null);
  const objective = training.open(state.weights);
  const average = Average.of(training, initial, checkpoint);
  const earlier: Earlier = {
    done: checkpoint?.step ?? 0,
    total: training.total,
    seconds: checkpoint?.seconds ?? 0,
  };
  try {
    if (checkpoint !== null) training.event({ event: 'resumed', step: checkpoint.step });
    training.opened(earlier);
    const series = openSeries(training, checkpoint?.metrics ?? []);
    const course = new Course({ training, state, objective, average }, series, earlier);
    await runSteps(course);
    return { weights: await course.weights(), metrics: series.metrics };
  } finally {
    objective.dispose();
    state.dispose();
  }
}

async function runSteps(course: Course): Promise<void> {
  const { training, series } = course;
  const { total, checkpointEvery, keepEvery, stop } = training;
  for (let step = course.kept + 1; step <= total; step++) {
    if (stop.aborted) throw await course.stopped(step - 1);
    series.expect(begin(course.running, step));
    await series.settle(series.isLogged(step) ? 0 : IN_FLIGHT);
    if (keepEvery !== null && step % keepEvery === 0 && step < total) await course.keepWeights(step);
    if (step % checkpointEvery === 0 && step < total) await course.keep(step);
    training.progress(step, total);
    await setImmediate(); // signals and messages get their turn
  }
}

/** A training on its way, and how far it is kept. */
class Course {
  readonly #origin = performance.now();
  /** The last step that is kept. */
  kept: number;

  constructor(
    readonly running: Running,
    readonly series: Series,
    private readonly earlier: Earlier,
  ) {
    this.kept = earlier.done;
  }

  get training(): Training {
    return this.running.training;
  }

  async keep(step: number): Promise<void> {
    await this.series.settle(0);
    const { weights, moments } = await this.running.state.read();
    const seconds = this.earlier.seconds + (performance.now() - this.#origin) / 1000;
    const { metrics } = this.series;
    const average = this.running.average?.values ?? null;
    await saveCheckpoint(this.training.folder, { step, metrics, seconds, weights, moments, average });
    this.kept = step;
  }

  /** Before a checkpoint of the same step: what goes on from there finds them. */
  async keepWeights(step: number): Promise<void> {
    await this.series.settle(0);
    await keepWeights(this.training.folder, step, await this.weights());
  }

  /** What the steps so far come to. */
  async weights(): Promise<NamedValues> {
    const { average, state } = this.running;
    return average?.values ?? (await state.read()).weights;
  }

  async stopped(step: number): Promise<TrainingStopped> {
    if (step > this.kept) await this.keep(step);
    return new TrainingStopped({ step, steps: this.training.total });
  }
}

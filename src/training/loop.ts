/**
 * The training loop: step, measure, checkpoint. It knows losses and steps, not tasks or corpora. It hands steps to the
 * engine one after the other and waits for their readings only where they are logged, or a few steps later.
 */
import { setImmediate } from 'node:timers/promises';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js';
import { openSeries } from './series.js';
import type { Series } from './series.js';
import { begin } from './step.js';
import type { Running, Training, TrainingResult } from './training.js';

/** Steps whose readings are outstanding, at most. */
const IN_FLIGHT = 3;

/**
 * Trains to the last step, from the folder's checkpoint where there is one. Throws DivergenceError where a loss or the
 * gradients' norm is not finite; the engine does not make such a step.
 */
export async function train(training: Training): Promise<TrainingResult> {
  const checkpoint = await loadCheckpoint(training.folder);
  const initial = checkpoint?.weights ?? training.initial();
  const state = training.engine.openTraining(initial, checkpoint?.moments ?? null);
  const objective = training.open(state.weights);
  try {
    if (checkpoint !== null) training.event({ event: 'resumed', step: checkpoint.step });
    const series = openSeries(training, checkpoint?.metrics ?? []);
    await runSteps({ training, state, objective }, checkpoint?.step ?? 0, series);
    return { weights: (await state.read()).weights, metrics: series.metrics };
  } finally {
    objective.dispose();
    state.dispose();
  }
}

async function runSteps(running: Running, done: number, series: Series): Promise<void> {
  const { training, state } = running;
  const { total, checkpointEvery } = training;
  for (let step = done + 1; step <= total; step++) {
    series.expect(begin(running, step));
    const isSaved = step % checkpointEvery === 0 && step < total;
    await series.settle(isSaved || series.isLogged(step) ? 0 : IN_FLIGHT);
    if (isSaved)
      await saveCheckpoint(training.folder, { step, metrics: series.metrics, ...(await state.read()) });
    training.progress(step, total);
    await setImmediate(); // signals and messages get their turn
  }
}

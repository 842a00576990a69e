/** Nothing is timed that does not compute the same: two steps without dropout, from the same weights on the same data. */
import { join } from 'node:path';
import { freshWeights } from '../dist/models/shared/initialisation.js';
import { writeTensorFile } from '../dist/training/tensor-file.js';
import { openRunner } from './runner.mjs';

/** Relative difference of two losses: of sums in another order, or of products of operands rounded to 8 bits. */
const TOLERANCE = { float32: 1e-5, bf16: 1e-3 };
const NO_DROPOUT = { embedding: 0, residual: 0, attention: 0, classifier: 0 };

/**
 * Asks each runner for the losses of `requests`, whose later ones show that the steps before were the same. Throws
 * where one is not that of the first runner. `shapes`: of the weights to start from, where the job has none; `folder`:
 * where they are written.
 */
export async function checkAgreement(runners, { job, shapes, requests, folder }) {
  const weights = job.weights ?? (await writeWeights(folder, shapes));
  const bare = { ...job, weights, model: { ...job.model, dropout: NO_DROPOUT } };
  let expected = null;
  for (const runner of runners) {
    const losses = await lossesOf(runner, bare, requests);
    expected ??= losses;
    compare(runner.name, { losses, expected, tolerance: TOLERANCE[job.precision] });
  }
}

async function writeWeights(folder, shapes) {
  const weights = join(folder, 'weights.bin');
  const values = freshWeights(shapes, { std: 0.02, stream: ['bench'] });
  await writeTensorFile(weights, { header: {}, values });
  return weights;
}

async function lossesOf(runner, job, requests) {
  const opened = await openRunner(runner, job);
  const losses = [];
  for (const request of requests) losses.push((await opened.ask(request)).loss);
  await opened.close();
  return losses;
}

function compare(name, { losses, expected, tolerance }) {
  losses.forEach((loss, i) => {
    if (!(Math.abs(loss / expected[i] - 1) < tolerance))
      throw new Error(`${name}: the loss of step ${i + 1} is ${loss}, where Reprise has ${expected[i]}.`);
  });
}

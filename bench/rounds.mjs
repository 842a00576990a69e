/** Turns: what else the machine does falls on every runner alike. */
import { setTimeout } from 'node:timers/promises';

/** Who is this much slower in the first round than the fastest of the same series takes no further part. */
const HOPELESS = 1.25;
/** Milliseconds for the threads of the one before to fall asleep. */
const PAUSE = 50;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/**
 * Asks every runner in turn, `rounds` times, for `request(round, runner)`. Round 0 warms up and does not count. Returns
 * the runners, each with its answers.
 */
export async function takeTurns(runners, { rounds, request }) {
  const results = runners.map((runner) => ({ runner, answers: [] }));
  for (let round = 0; round <= rounds; round++) {
    for (const { runner, answers } of round > 1 ? hopeful(results) : results) {
      await setTimeout(PAUSE);
      const answer = await runner.ask(request(round, runner));
      if (round > 0) answers.push(answer);
    }
  }
  return results;
}

function hopeful(results) {
  const first = ({ answers }) => answers[0].seconds;
  const fastest = (series) =>
    Math.min(...results.filter(({ runner }) => runner.series === series).map(first));
  return results.filter((result) => first(result) <= HOPELESS * fastest(result.runner.series));
}

/** Medians of a runner's answers, and the most memory that its process had. */
export function summary({ runner: { name, series, ready }, answers }) {
  const kernels = new Set(answers.flatMap((answer) => Object.keys(answer.kernels ?? {})));
  const medianOf = (kernel) => median(answers.map((answer) => answer.kernels[kernel] ?? 0));
  return {
    ...{ name, series, ready, rounds: answers.length },
    seconds: median(answers.map(({ seconds }) => seconds)),
    kernels: Object.fromEntries([...kernels].map((kernel) => [kernel, medianOf(kernel)])),
    outside: median(answers.map((answer) => 1 - total(answer.kernels) / answer.seconds)),
    bytes: Math.max(...answers.map(({ bytes }) => bytes)),
  };
}

const total = (kernels = {}) => Object.values(kernels).reduce((sum, seconds) => sum + seconds, 0);

/** The fastest of a series; undefined where the series has nobody. */
export const fastest = (rows, series) =>
  rows.filter((row) => row.series === series).sort((a, b) => a.seconds - b.seconds)[0];

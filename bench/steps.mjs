/** Training steps of one size: Reprise and the PyTorch variants from the same weights on the same tokens, in turns. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { weightShapes } from '../dist/models/gpt/weights.js';
import { sampleWindows } from '../dist/training/batches.js';
import { checkAgreement } from './agreement.mjs';
import { writeCorpus } from './data.mjs';
import { peakRunner } from './peak.mjs';
import { peersOf, reprise } from './peers.mjs';
import { median, summary, takeTurns } from './rounds.mjs';
import { openRunner } from './runner.mjs';
import { OPTIMIZER } from './sizes.mjs';

const SEED = 1;

const WASM = { ...reprise(), name: 'tfjs wasm', series: 'wasm' };

/** The job that all runners of a size share, and what step `step` is asked for with: where its windows begin. */
async function prepare({ title, model, batch, entries }, { folder, threads, precision }) {
  const place = join(folder, title);
  await mkdir(place, { recursive: true });
  const tokens = await writeCorpus(place, entries);
  const sampling = { tokens, length: model.contextLength, batch, seed: SEED };
  return {
    job: {
      ...{ kind: 'pretrain', engine: 'native', threads, precision, model, batch, entries },
      ...{ optimizer: OPTIMIZER, seed: SEED, corpus: place, weights: null },
    },
    request: (step) => ({ batches: [sampleWindows(sampling, step)] }),
    place,
  };
}

/**
 * The summary of each runner's turns, and the processor's peak meanwhile. `peers`: whether PyTorch is here; `avx2`:
 * whether all are held to it; `wasm`: whether the engine in WebAssembly takes a step, too. Throws where losses differ.
 */
export async function timeSteps(size, options) {
  const { job, request, place } = await prepare(size, options);
  const runners = [reprise(options), ...(options.peers ? peersOf('pretrain.py', options) : [])];
  await checkAgreement(
    runners.filter(({ repeats }) => !repeats),
    {
      ...{ job, folder: place, requests: [request(1), request(2)] },
      shapes: weightShapes(size.model, size.entries),
    },
  );
  const opened = [peakRunner(options)];
  for (const runner of runners) opened.push(await openRunner(runner, job));
  const [peak, ...turns] = await takeTurns(opened, {
    rounds: options.rounds,
    request: (round) => request(round + 1),
  });
  await Promise.all(opened.map(({ close }) => close()));
  if (size.wasm && options.wasm) turns.push(await oneStep(WASM, { ...job, engine: 'wasm' }, request(1)));
  const { precision, instructionSet } = options;
  const rates = peak.answers.map((answer) => answer[precision]);
  return { size, precision, instructionSet, peak: median(rates), rows: turns.map(summary) };
}

async function oneStep(program, job, request) {
  const runner = await openRunner(program, job);
  const answers = [await runner.ask(request)];
  await runner.close();
  return { runner, answers };
}

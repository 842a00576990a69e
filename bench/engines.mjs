/**
 * Times whole training steps (forward, backward, clipping, Adam) of two model sizes on every engine that is here:
 *   node bench/engines.mjs [rounds] [threads]
 * First all engines take one step from the same weights, and their losses and gradient norms must agree. Then they take
 * turns, so that what else the machine does falls on all of them; printed are medians. Needs dist/ (`make bench`).
 */
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { dispose, tidy, variableGrads } from '@tensorflow/tfjs-core';
import { listEngines, openEngine } from '../dist/engines/open.js';
import { modelSchema, optimizerSchema } from '../dist/experiment/schema.js';
import { nextTokens, raggedBatch } from '../dist/language-model/batch.js';
import { freshWeights } from '../dist/language-model/initialisation.js';
import { flopsPerToken } from '../dist/language-model/size.js';
import { openModel } from '../dist/language-model/transformer.js';
import { disposeWeights, openWeights, weightShapes } from '../dist/language-model/weights.js';
import { randomStream } from '../dist/random/stream.js';
import { applyUpdate, freshMoments, globalNorm, orderedGradients } from '../dist/training/optimizer.js';

const SIZES = [
  { name: 'mini', model: { width: 128, layers: 4, heads: 4, context: 128 }, batch: 32, entries: 2048 },
  { name: 'small', model: { width: 256, layers: 6, heads: 8, context: 128 }, batch: 16, entries: 8192 },
];
/** Engines that need minutes for one step of a size, and are left out there. */
const TOO_SLOW = { small: ['cpu'] };
/** Sums of 4096 losses in float32, in another order on every engine. */
const AGREEMENT = 1e-4;

const optimizer = optimizerSchema.parse({ learningRate: 1e-3 });
const rounds = Number(process.argv[2] ?? 5);
const threads = Number(process.argv[3] ?? availableParallelism());

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
};

function tokens({ model, batch, entries }) {
  const stream = randomStream('bench', entries);
  return Array.from({ length: batch }, () =>
    Array.from({ length: model.context }, () => stream.integer(entries)),
  );
}

/** A model on one engine that can take steps; opened while the engine is the one in use. */
async function openRunner(name, size) {
  const engine = await openEngine({ name, precision: 'float32', threads });
  const options = modelSchema.parse(size.model);
  const shapes = weightShapes(options, size.entries);
  const weights = openWeights(freshWeights(shapes, { deviation: 0.02, stream: ['bench'] }));
  const model = openModel(engine, options, weights);
  const batch = raggedBatch(tokens(size));
  return { name, model, weights, moments: freshMoments(weights), batch, step: 0, seconds: [] };
}

/** One update; returns what the engines must agree on. */
async function takeStep(runner) {
  const { name, model, weights, moments, batch } = runner;
  await openEngine({ name, precision: 'float32', threads });
  const started = performance.now();
  const step = ++runner.step;
  const { targets, weights: asked } = nextTokens(batch);
  const { value, grads } = variableGrads(() => {
    const states = model.states(batch, { seed: 1, step });
    return model.engine.ops.tiedCrossEntropy(states, model.output, targets, asked);
  }, [...weights.values()]);
  const gradients = orderedGradients(weights, grads);
  const norm = globalNorm(model.engine, gradients);
  const update = { step, learningRate: optimizer.learningRate, norm, optimizer };
  tidy(() => applyUpdate(model.engine, { weights, moments, gradients }, update));
  const [loss] = value.dataSync();
  runner.seconds.push((performance.now() - started) / 1000);
  dispose([value, ...Object.values(grads)]);
  return { loss, norm };
}

/** Throws where two engines' first steps differ. */
function checkAgreement(size, first) {
  const [reference, ...others] = first;
  for (const other of others) {
    for (const what of ['loss', 'norm']) {
      const difference = Math.abs(other[what] / reference[what] - 1);
      if (!(difference < AGREEMENT))
        throw new Error(
          `${size.name}: the ${what} of ${other.name} is ${other[what]}, of ${reference.name} ${reference[what]}.`,
        );
    }
  }
}

async function measure(size, names) {
  const runners = [];
  const first = [];
  for (const name of names) {
    const runner = await openRunner(name, size);
    runners.push(runner);
    first.push({ name, ...(await takeStep(runner)) });
    runner.seconds = []; // the first step warms up
  }
  checkAgreement(size, first);
  for (let round = 0; round < rounds; round++) {
    for (const runner of runners) if (round === 0 || runner.name !== 'cpu') await takeStep(runner);
  }
  for (const { model, weights } of runners) {
    model.dispose();
    disposeWeights(weights);
  }
  return runners.map(({ name, seconds }) => ({ name, seconds: median(seconds), rounds: seconds.length }));
}

function printTable(size, results) {
  const perStep = size.batch * size.model.context;
  const flops = flopsPerToken(modelSchema.parse(size.model), size.entries).training;
  const slowest = Math.max(...results.map(({ seconds }) => seconds));
  const { width, layers, heads, context } = size.model;
  console.log(
    `\n${size.name}: width ${width}, ${layers} layers, ${heads} heads, context ${context}, batch ${size.batch}, ` +
      `vocabulary ${size.entries}; losses agree`,
  );
  console.log(
    ['engine', 's/step', 'tokens/s', 'GFLOP/s', 'ratio', 'steps'].map((title) => title.padStart(9)).join(' '),
  );
  for (const { name, seconds, rounds: steps } of results) {
    const speed = perStep / seconds;
    const cells = [
      name,
      seconds.toFixed(3),
      speed.toFixed(0),
      ((speed * flops) / 1e9).toFixed(1),
      `${(slowest / seconds).toFixed(1)}x`,
      steps,
    ];
    console.log(cells.map((cell) => String(cell).padStart(9)).join(' '));
  }
}

const engines = (await listEngines()).filter(({ available }) => available);
console.log(`${threads} threads, Node ${process.version}`);
for (const { name, detail } of engines) console.log(`  ${name}: ${detail}`);
for (const size of SIZES) {
  const slow = TOO_SLOW[size.name] ?? [];
  const names = engines.map(({ name }) => name).filter((name) => !slow.includes(name));
  printTable(size, await measure(size, names));
  for (const name of slow) console.log(`${name.padStart(9)} left out: it takes minutes a step`);
}

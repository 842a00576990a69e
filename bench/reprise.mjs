/**
 * Reprise as a runner: the training loop, objectives and scoring of dist/, stopped between updates to wait for requests.
 * The first request is the job, what to run and on which engine; each other one asks for some updates (or for all
 * examples to be scored) and is answered with the seconds, the last loss, the seconds in each kernel, and the most
 * memory the process has held so far.
 */
import process from 'node:process';
import { tidy } from '@tensorflow/tfjs-core';
import { loadAddon } from '../dist/engines/native/addon.js';
import { openEngine } from '../dist/engines/open.js';
import { freshWeights } from '../dist/models/shared/initialisation.js';
import { open } from '../dist/models/gpt/network.js';
import { weightShapes } from '../dist/models/gpt/weights.js';
import { openWeights } from '../dist/engines/ops/weights.js';
import { headShapes, scores } from '../dist/stages/classification.js';
import { taskObjective } from '../dist/stages/finetune/run.js';
import { languageObjective } from '../dist/stages/pretrain/run.js';
import { TASKS } from '../dist/tasks/index.js';
import { openTokens } from '../dist/tokenizer/tokens.js';
import { train } from '../dist/training/loop.js';
import { readTensorFile } from '../dist/training/tensor-file.js';
import { readExamples } from './data.mjs';
import { answer, nextRequest } from './serve.mjs';

const UPDATES_WITHOUT_END = 1e9;
/** Functions of the addon that compute nothing. */
const NO_KERNELS = ['setThreads', 'allocate'];

const job = nextRequest();
const kernels = timedKernels();
const engine = await openEngine({ name: job.engine, precision: job.precision, threads: job.threads });
const JOBS = { pretrain, finetune, evaluate };
await JOBS[job.kind]();

/** Seconds spent in each kernel of the addon since they were last taken. */
function timedKernels() {
  const addon = loadAddon() ?? {};
  let seconds = {};
  for (const [name, kernel] of Object.entries(addon)) {
    if (typeof kernel !== 'function' || NO_KERNELS.includes(name)) continue;
    addon[name] = (fields) => {
      const started = performance.now();
      const result = kernel(fields);
      seconds[name] = (seconds[name] ?? 0) + (performance.now() - started) / 1000;
      return result;
    };
  }
  return {
    take: () => {
      const taken = seconds;
      seconds = {};
      return taken;
    },
  };
}

/** Answers with the time since the last request, and waits for the next one. */
function turnstile() {
  let [started, left] = [0, 0];
  const wait = () => {
    const request = nextRequest();
    if (request === null) process.exit();
    left = request.batches.length;
    kernels.take();
    started = performance.now();
  };
  return {
    enter: () => {
      answer({ instructionSet: loadAddon()?.instructionSet ?? null });
      wait();
    },
    pass: (loss) => {
      if (--left > 0) return;
      const seconds = (performance.now() - started) / 1000;
      answer({ seconds, loss, kernels: kernels.take(), bytes: process.resourceUsage().maxRSS * 1024 });
      wait();
    },
  };
}

async function startingWeights(head) {
  if (job.weights) return (await readTensorFile(job.weights)).values;
  const shapes = [...weightShapes(job.model, job.entries), ...head];
  return freshWeights(shapes, { deviation: 0.02, stream: ['bench'] });
}

/** Updates without end, as the stages run them. */
async function trainOn(head, open) {
  const { enter, pass } = turnstile();
  const initial = await startingWeights(head);
  let loss = null;
  await train({
    engine,
    folder: '/nowhere',
    total: UPDATES_WITHOUT_END,
    checkpointEvery: UPDATES_WITHOUT_END,
    optimizer: job.optimizer,
    schedule: () => 1,
    initial: () => initial,
    open: (weights) => {
      const objective = open(open(engine, job.model, weights));
      enter();
      return {
        ...objective,
        losses: (step) => {
          const losses = objective.losses(step);
          [loss] = losses.total.dataSync();
          return losses;
        },
      };
    },
    progress: () => pass(loss),
  });
}

async function pretrain() {
  const corpus = (await openTokens(job.corpus)).train;
  const pretrain = { steps: UPDATES_WITHOUT_END, evaluateEvery: UPDATES_WITHOUT_END, batch: job.batch };
  const spec = { model: job.model, pretrain, seed: job.seed };
  await trainOn([], (model) => languageObjective(model, spec, { train: corpus, heldout: corpus }));
}

async function finetune() {
  const task = TASKS[job.task];
  const examples = await readExamples(job.examples);
  const finetune = { auxiliaryWeight: job.auxiliaryWeight, batch: job.batch };
  const spec = { finetune, task: job.task, seed: job.seed };
  await trainOn(headShapes(task.kind, task, job.model.hiddenSize), (model) =>
    taskObjective({ model, head: task.kind, classes: task.classes.length }, { spec, examples }),
  );
}

async function evaluate() {
  const task = TASKS[job.task];
  const { enter, pass } = turnstile();
  const weights = openWeights(await startingWeights(headShapes(task.kind, task, job.model.hiddenSize)));
  const model = open(engine, job.model, weights);
  const classification = { model, head: task.kind, classes: task.classes.length };
  const examples = await readExamples(job.examples);
  enter();
  for (;;) {
    for (let from = 0; from < examples.length; from += job.batch)
      tidy(() => scores(classification, examples.slice(from, from + job.batch)).slice());
    pass(null);
  }
}

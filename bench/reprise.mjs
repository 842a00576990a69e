/**
 * Reprise as a runner: the training loop, objectives and scoring of dist/, stopped between steps to wait for requests.
 * The first request is the job, what to run and on which engine; each other one asks for some steps (or for all
 * examples to be scored) and is answered with the seconds, the last loss, the seconds in each kernel, and the most
 * memory the process has held so far.
 */
import process from 'node:process';
import { loadAddon } from '../dist/engines/native/addon.js';
import { openEngine } from '../dist/engines/open.js';
import { freshWeights } from '../dist/models/shared/initialisation.js';
import { open } from '../dist/models/gpt/network.js';
import { weightShapes } from '../dist/models/gpt/weights.js';
import { gptInput } from '../dist/models/gpt/input.js';
import { headShapes } from '../dist/models/shared/heads.js';
import { TASKS } from '../dist/tasks/index.js';
import { outputsOf } from '../dist/tasks/task.js';
import { openTokens } from '../dist/tokenizer/tokens.js';
import { finetuningObjective } from '../dist/training/finetuning.js';
import { train } from '../dist/training/loop.js';
import { nextToken } from '../dist/training/objectives/next-token.js';
import { pretrainingObjective } from '../dist/training/pretraining.js';
import { predict } from '../dist/training/task-model.js';
import { readTensorFile } from '../dist/training/tensor-file.js';
import { readExamples } from './data.mjs';
import { answer, nextRequest } from './serve.mjs';

const UPDATES_WITHOUT_END = 1e9;
/** Functions of the addon that compute nothing. */
const NO_KERNELS = ['setThreads', 'allocate', 'useInstructionSet'];
const instructionSet = process.env.REPRISE_ISA ?? null;

const job = nextRequest();
const kernels = timedKernels();
const engine = await openEngine({
  name: job.engine,
  precision: job.precision,
  threads: job.threads,
  instructionSet,
});
const JOBS = { pretrain, finetune, evaluate };
await JOBS[job.kind]();

function modelOf(network, { head, output }) {
  return { network, input: gptInput, head, output };
}

function shapesOf({ head, output }) {
  return headShapes(head, job.model.hiddenSize, outputsOf(output));
}

/** Seconds spent in each kernel of the addon since they were last taken. */
function timedKernels() {
  const addon = loadAddon(instructionSet) ?? {};
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
      answer({ instructionSet: loadAddon(instructionSet)?.instructionSet ?? null });
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
  return freshWeights(shapes, { std: 0.02, stream: ['bench'] });
}

/** Steps without end, as the stages run them. */
async function trainOn(head, objectiveOf) {
  const { enter, pass } = turnstile();
  const initial = await startingWeights(head);
  let loss = null;
  await train({
    engine,
    folder: '/nowhere',
    total: UPDATES_WITHOUT_END,
    checkpointEvery: UPDATES_WITHOUT_END,
    keepEvery: null,
    averageDecay: null,
    optimizer: job.optimizer,
    undecayed: new Set(),
    schedule: () => 1,
    initial: () => initial,
    open: (weights) => {
      const objective = objectiveOf(open(engine, job.model, weights));
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
    opened: () => undefined,
    progress: () => pass(loss),
    stop: new AbortController().signal,
    event: () => undefined,
  });
}

async function pretrain() {
  const corpus = (await openTokens(job.corpus)).train;
  const options = {
    steps: UPDATES_WITHOUT_END,
    evaluateEvery: UPDATES_WITHOUT_END,
    batchSize: job.batch,
  };
  await trainOn([], (network) =>
    pretrainingObjective(network, {
      objective: nextToken,
      corpus: { train: corpus, heldout: corpus },
      length: job.model.contextLength,
      options,
      seed: job.seed,
    }),
  );
}

async function finetune() {
  const task = TASKS[job.task];
  const examples = await readExamples(job.examples);
  const options = { lmLossWeight: job.lmLossWeight, batchSize: job.batch };
  await trainOn(shapesOf(task), (network) =>
    finetuningObjective(modelOf(network, task), {
      objective: nextToken,
      examples,
      task: job.task,
      options,
      seed: job.seed,
    }),
  );
}

async function evaluate() {
  const task = TASKS[job.task];
  const { enter, pass } = turnstile();
  const { weights } = engine.openWeights(await startingWeights(shapesOf(task)));
  const model = modelOf(open(engine, job.model, weights), task);
  const examples = await readExamples(job.examples);
  enter();
  for (;;) {
    for (let from = 0; from < examples.length; from += job.batch)
      await predict(model, examples.slice(from, from + job.batch));
    pass(null);
  }
}

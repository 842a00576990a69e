/** Fine-tuning and evaluation at the small size: Reprise on every task, and compared with Hugging Face's GPT-2 on two of them. */
import { join } from 'node:path';
import { gptOptions } from '../dist/models/gpt/options.js';
import { weightShapes } from '../dist/models/gpt/weights.js';
import { randomStream } from '../dist/random/stream.js';
import { headShapes } from '../dist/models/shared/heads.js';
import { TASKS } from '../dist/tasks/index.js';
import { outputsOf } from '../dist/tasks/task.js';
import { epochSampler, stepsPerEpoch } from '../dist/training/batches.js';
import { checkAgreement } from './agreement.mjs';
import { makeExamples, writeExamples } from './data.mjs';
import { peersOf, reprise } from './peers.mjs';
import { summary, takeTurns } from './rounds.mjs';
import { openRunner } from './runner.mjs';
import { OPTIMIZER } from './sizes.mjs';

const SEED = 1;
const ENTRIES = 8192;
/** GPT-2's architecture: pre-norm blocks and the tanh form of GELU. */
const MODEL = gptOptions.parse({
  hiddenSize: 256,
  layers: 6,
  heads: 8,
  contextLength: 512,
  norm: 'pre',
  activation: 'gelu-tanh',
});
/** So many batches at a time are sorted by length where batches are grouped, as Transformers' sampler does. */
const LOT = 50;

/** Examples, of which a round is one pass, and examples per step. */
const WORK = {
  'sst-2': { count: 640, batch: 32 },
  qqp: { count: 128, batch: 32 },
  mnli: { count: 128, batch: 32 },
  storycloze: { count: 64, batch: 32 },
  race: { count: 4, batch: 4 },
};
/** Tasks whose sequences begin with the same long part. */
const SHARING = ['race', 'storycloze'];
const EVALUATION_BATCH = 64;
const LM_LOSS_WEIGHT = 0.5;

async function prepare(task, { folder, threads }) {
  const { count, batch } = WORK[task];
  const examples = makeExamples(task, { count, entries: ENTRIES, context: MODEL.contextLength });
  const path = join(folder, `${task}.json`);
  await writeExamples(path, examples);
  const job = {
    ...{ kind: 'finetune', engine: 'native', threads, precision: 'float32', model: MODEL, entries: ENTRIES },
    ...{ task, batch, examples: path, optimizer: OPTIMIZER, seed: SEED, weights: null },
    lmLossWeight: 0,
  };
  return { job, examples };
}

/** The batches of one pass, in the order in which Reprise draws them. */
function drawn({ job, examples }, epoch) {
  const sampling = { examples: examples.length, batch: job.batch, stream: ['finetune', job.task, SEED] };
  const sample = epochSampler(sampling);
  const steps = stepsPerEpoch(sampling);
  return Array.from({ length: steps }, (_, i) => sample(epoch * steps + i + 1));
}

/** Batches of examples of like length, in a random order. */
function grouped({ job, examples }, epoch) {
  const stream = randomStream('bench', 'grouped', epoch);
  const length = (index) => examples[index].sequences[0].length;
  const order = stream.shuffle([...examples.keys()]);
  const batches = [];
  for (let from = 0; from < order.length; from += LOT * job.batch) {
    const lot = order.slice(from, from + LOT * job.batch).sort((a, b) => length(b) - length(a));
    while (lot.length > 0) batches.push(lot.splice(0, job.batch));
  }
  return stream.shuffle(batches);
}

/** How programs that pad may batch; Reprise pads nothing, and draws its batches at random. */
const BATCHING = {
  'sst-2': { 'dynamic padding': drawn, 'grouped by length': grouped },
  race: { 'dynamic padding': drawn },
};

/** A program's turns: one for Reprise, else one each way to batch; series are of programs that do the same. */
function turnsOf(opened, task) {
  if (opened.series === 'Reprise') return [{ ...opened, batches: drawn }];
  const without = opened.name.includes('without') ? ', without attention dropout' : '';
  return Object.entries(BATCHING[task]).map(([way, batches]) => ({
    ...opened,
    ...{ series: way + without, batches },
  }));
}

/** Examples per second of Reprise and of GPT2ForSequenceClassification, by series. Throws where losses differ. */
export async function compareFinetuning(task, options) {
  const prepared = await prepare(task, options);
  const { job } = prepared;
  const programs = [reprise(), ...peersOf('finetune.py')];
  const shapes = [
    ...weightShapes(MODEL, ENTRIES),
    ...headShapes(TASKS[task].head, MODEL.hiddenSize, outputsOf(TASKS[task].output)),
  ];
  await checkAgreement(
    programs.filter(({ repeats }) => !repeats),
    {
      ...{ job, shapes, folder: options.folder },
      requests: [...drawn(prepared, 0), ...drawn(prepared, 1)]
        .slice(0, 2)
        .map((batch) => ({ batches: [batch] })),
    },
  );
  const opened = [];
  for (const program of programs) opened.push(await openRunner(program, job));
  const turns = await takeTurns(
    opened.flatMap((runner) => turnsOf(runner, task)),
    { rounds: options.rounds, request: (round, { batches }) => ({ batches: batches(prepared, round) }) },
  );
  await Promise.all(opened.map(({ close }) => close()));
  return { task, rows: turns.map((turn) => withRate(turn, prepared)) };
}

function withRate(turn, { examples }) {
  const row = summary(turn);
  return { ...row, rate: examples.length / row.seconds };
}

/** Where the same examples lie whose sequences have nothing in common: the first token of each is another. */
async function writeApart(path, examples) {
  const apart = examples.map(({ sequences, label }) => ({
    sequences: sequences.map((sequence, i) => [1 + i, ...sequence.slice(1)]),
    label,
  }));
  await writeExamples(path, apart);
  return path;
}

/** Reprise's turns on a task: training with the language-model loss, and evaluation; both also without shared prefixes. */
async function workOn(task, { job, examples }) {
  const evaluation = { kind: 'evaluate', batch: Math.min(EVALUATION_BATCH, examples.length) };
  const kinds = { training: { lmLossWeight: LM_LOSS_WEIGHT }, evaluation };
  const works = Object.entries(kinds).map(([series, changes]) => ({ series, job: { ...job, ...changes } }));
  if (!SHARING.includes(task)) return works;
  const apart = await writeApart(`${job.examples}.apart`, examples);
  const repeated = works.map((work) => ({
    series: `${work.series}, prefixes repeated`,
    job: { ...work.job, examples: apart },
  }));
  return [...works, ...repeated];
}

/** Examples per second of Reprise, by kind of work. */
export async function timeTask(task, options) {
  const prepared = await prepare(task, options);
  const opened = [];
  for (const { series, job } of await workOn(task, prepared))
    opened.push({ ...(await openRunner({ ...reprise(), series }, job)), kind: job.kind });
  const all = [[...prepared.examples.keys()]];
  const turns = await takeTurns(opened, {
    rounds: options.rounds,
    request: (round, { kind }) => ({ batches: kind === 'finetune' ? drawn(prepared, round) : all }),
  });
  await Promise.all(opened.map(({ close }) => close()));
  return { task, rows: turns.map((turn) => withRate(turn, prepared)) };
}

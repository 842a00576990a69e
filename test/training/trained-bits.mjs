/**
 * Trains a tiny language model, fine-tunes it with two heads, and prints one SHA-256 over all weights, AdamW moments and
 * evaluation scores: node trained-bits.mjs '{"precision":"float32","threads":2,"folder":"…"}'. Checkpoints lie in the
 * folder; with "killedAt" the process kills itself after that many steps of its own.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { add } from '@tensorflow/tfjs-core';
import { openEngine } from '../../dist/engines/open.js';
import { optimizerOptions } from '../../dist/training/options.js';
import { gptOptions } from '../../dist/models/gpt/options.js';
import { raggedBatch } from '../../dist/models/shared/batch.js';
import { nextTokens } from '../../dist/training/objectives/next-token.js';
import { freshWeights } from '../../dist/models/shared/initialisation.js';
import { open } from '../../dist/models/gpt/network.js';
import { weightShapes } from '../../dist/models/gpt/weights.js';
import { headShapes } from '../../dist/models/shared/heads.js';
import { randomStream } from '../../dist/random/stream.js';
import { gptInput } from '../../dist/models/gpt/input.js';
import { nextToken } from '../../dist/training/objectives/next-token.js';
import * as taskModel from '../../dist/training/task-model.js';
import { loadCheckpoint } from '../../dist/training/checkpoint.js';
import { train } from '../../dist/training/loop.js';

const { precision, threads, folder, killedAt } = JSON.parse(process.argv[2]);
const engine = await openEngine({
  name: 'native',
  precision,
  threads,
  instructionSet: process.env.REPRISE_ISA ?? null,
});

const TOTAL = 7;
const ENTRIES = 90;
const dropout = { embedding: 0.1, residual: 0.1, attention: 0.1, classifier: 0.1 };
const options = gptOptions.parse({ layers: 2, hiddenSize: 48, heads: 3, contextLength: 96, dropout });

const stream = randomStream('trained-bits');
const text = (length) => Int32Array.from({ length }, () => stream.integer(ENTRIES));
const lengths = (count, most) => Array.from({ length: count }, () => 1 + stream.integer(most));
const example = (sequences, label) => ({ example: { label }, sequences, answers: [] });

/** Texts for pre-training, sentences of two classes, and passages with three endings to choose from. */
const texts = lengths(48, 96).map(text);
const sentences = lengths(24, 60).map((length, i) => example([text(length)], i % 2));
const questions = lengths(12, 60).map((length, i) => {
  const passage = text(length);
  const endings = lengths(3, 30).map((own) => Int32Array.from([...passage, ...text(own)]));
  return example(endings, i % 3);
});

const TASKS = {
  classify: { examples: sentences, output: { kind: 'classes', names: ['no', 'yes'] } },
  choose: { examples: questions, output: { kind: 'classes', names: ['A', 'B', 'C'] } },
};

/** A part of the items, others at each step. */
const some = (items, step) => items.filter((_, i) => (i + step) % 4 === 0);

/** The last step takes all texts: so many tokens that the products of its gradients are split between threads. */
function languageLosses(model, step) {
  const batch = raggedBatch(step === TOTAL ? texts : some(texts, step));
  const { targets, weights } = nextTokens(batch);
  const states = model.states(batch, { seed: 1, step });
  const loss = engine.ops.tiedCrossEntropy(states, model.output, targets, weights);
  return { total: loss, parts: { loss }, tokens: batch.tokens.length };
}

const modelOf = (network, head) => ({ network, input: gptInput, head, output: TASKS[head].output });

function taskLosses(network, head, step) {
  const asked = { dropout: { seed: 2, step }, auxiliary: nextToken };
  const batch = some(TASKS[head].examples, step);
  const { task, auxiliary } = taskModel.taskLosses(modelOf(network, head), batch, asked);
  return { total: add(task, auxiliary), parts: { task, language: auxiliary }, tokens: 0 };
}

let done = 0;

function progress() {
  done++;
  if (done === killedAt) process.kill(process.pid, 'SIGKILL');
}

const hash = createHash('sha256');

/** Seven steps, with checkpoints after three and six. Hashes the weights, which it returns, and the moments after six. */
async function trained(name, initial, losses) {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  const { weights } = await train({
    ...{
      engine,
      folder: place,
      total: TOTAL,
      checkpointEvery: 3,
      averageDecay: null,
      opened: () => {},
      progress,
      stop: new AbortController().signal,
      schedule: () => 1,
      event: () => {},
    },
    optimizer: optimizerOptions(1e-2).parse({}),
    undecayed: new Set(),
    initial: () => structuredClone(initial), // training changes what it starts from
    open(opened) {
      const model = open(engine, options, opened);
      return {
        losses: (step) => losses(model, step),
        isMeasured: () => false,
        measure: () => Promise.resolve([]),
        dispose: () => model.dispose(),
      };
    },
  });
  const { moments } = await loadCheckpoint(place);
  for (const { first, second } of moments.values()) hash.update(first).update(second);
  for (const { values } of weights.values()) hash.update(values);
  return weights;
}

async function hashScores(values, head) {
  const opened = engine.openWeights(values);
  const network = open(engine, options, opened.weights);
  const predicted = await taskModel.predict(modelOf(network, head), TASKS[head].examples);
  hash.update(Float32Array.from(predicted.flatMap(({ scores }) => scores)));
  network.dispose();
  opened.dispose();
}

const fresh = (shapes) => freshWeights(shapes, { std: 0.1, stream: ['trained-bits'] });

const pretrained = await trained('language', fresh(weightShapes(options, ENTRIES)), languageLosses);
for (const [head, { output }] of Object.entries(TASKS)) {
  const shapes = headShapes(head, options.hiddenSize, output.names.length);
  const start = new Map([...pretrained, ...fresh(shapes)]);
  await hashScores(await trained(head, start, (model, step) => taskLosses(model, head, step)), head);
}
console.log(hash.digest('hex'));

/** Small models to hold against PyTorch: what they are, what they start from and what they read. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { optimizerOptions } from '../../dist/training/options.js';
import { gptOptions } from '../../dist/models/gpt/options.js';
import { freshWeights } from '../../dist/models/shared/initialisation.js';
import { weightShapes } from '../../dist/models/gpt/weights.js';
import { randomStream } from '../../dist/random/stream.js';
import { writeTensorFile } from '../../dist/training/tensor-file.js';

const PYTHON = process.env.PYTHON ?? 'python3';
const SCRIPT = fileURLToPath(new URL('../../bench/peers/golden.py', import.meta.url));
const NO_DROPOUT = { embedding: 0, residual: 0, attention: 0, classifier: 0 };
const CONTEXT = 40;
/** More elements than any weight has; JSON knows no infinity. */
const ALL = 1e9;
/** One token, two, odd numbers, and the whole context. */
const LENGTHS = [1, 33, 2, CONTEXT, 7];

/**
 * The denominator's ε is large: where a gradient is nothing but rounding (the keys' bias has none in truth), AdamW would
 * make steps of full size of it.
 */
const OPTIMIZER = optimizerOptions(3e-3).parse({ epsilon: 1e-4, weightDecay: 0.1 });
/** Factors of the learning rate, one an update. */
const SCHEDULE = [0.25, 0.5, 1, 1, 0.75, 0.5];

function goldenCase(name, entries, options) {
  const shape = { layers: 2, hiddenSize: 24, heads: 2, contextLength: CONTEXT, dropout: NO_DROPOUT };
  const model = gptOptions.parse({ ...shape, ...options });
  const stream = randomStream('golden', name, 'tokens');
  const sequences = LENGTHS.map((length) => Array.from({ length }, () => stream.integer(entries)));
  return { name, entries, model, sequences, optimizer: OPTIMIZER, schedule: SCHEDULE };
}

export const GOLDEN_CASES = [
  goldenCase('post-norm, learned positions, GELU', 61, { heads: 3 }),
  goldenCase('pre-norm, sinusoidal positions, GELU by tanh', 53, {
    ...{ norm: 'pre', positionEncoding: 'sinusoidal', activation: 'gelu-tanh' },
  }),
  goldenCase('post-norm, rotary positions, ReLU, output of its own', 47, {
    ...{ positionEncoding: 'rotary', activation: 'relu', tieEmbeddings: false },
  }),
  goldenCase('pre-norm, ALiBi, swish', 67, {
    ...{ norm: 'pre', positionEncoding: 'alibi', activation: 'swish', heads: 3 },
  }),
];

/** Large enough that attention is not even, with gains and biases off 1 and 0. */
export function startingWeights({ name, model, entries }) {
  const start = freshWeights(weightShapes(model, entries), { std: 0.15, stream: ['golden', name] });
  for (const [weight, { shape, values }] of start) {
    if (shape.length > 1) continue;
    const stream = randomStream('golden', name, weight);
    values.forEach((value, i) => (values[i] = value + 0.1 * stream.normal()));
  }
  return start;
}

/** Whether PyTorch is here. */
export function hasPyTorch() {
  try {
    execFileSync(PYTHON, ['-c', 'import torch'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** PyTorch's results in double precision, with so many elements of each gradient and weight. */
export async function computeByPyTorch(elements) {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-golden-'));
  try {
    const cases = [];
    for (const [i, each] of GOLDEN_CASES.entries()) {
      const weights = join(folder, `${i}.bin`);
      await writeTensorFile(weights, { header: {}, values: startingWeights(each) });
      cases.push({ ...each, weights });
    }
    const input = JSON.stringify({ elements: Math.min(elements, ALL), cases });
    return JSON.parse(execFileSync(PYTHON, [SCRIPT], { input, encoding: 'utf8', maxBuffer: 1 << 28 }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The places of `elements` numbers spread evenly over `length`; all where there are no more. */
export function chosenPlaces(length, elements) {
  const count = Math.min(elements, length);
  return Array.from({ length: count }, (_, i) => Math.floor(((2 * i + 1) * length) / (2 * count)));
}

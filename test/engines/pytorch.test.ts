/** Whole models against PyTorch in double precision: loss, every gradient, and several steps of the training loop. */
import { readFileSync } from 'node:fs';
import { dispose, tidy, variableGrads } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.js';
import { nativeStatus } from '../../src/engines/native/addon.js';
import { openEngine } from '../../src/engines/open.js';
import type { EngineName } from '../../src/engines/index.js';
import { raggedBatch } from '../../src/models/shared/batch.js';
import { nextTokens } from '../../src/training/objectives/next-token.js';
import { open } from '../../src/models/gpt/network.js';
import type { Network } from '../../src/models/network.js';
import { disposeWeights, openWeights } from '../../src/engines/ops/weights.js';
import { train } from '../../src/training/loop.js';
import {
  chosenPlaces,
  computeByPyTorch,
  GOLDEN_CASES,
  hasPyTorch,
  startingWeights,
} from '../golden/cases.mjs';
import type { Digest, GoldenCase, GoldenResult } from '../golden/cases.mjs';
import { instructionSet } from './instruction-sets.js';

const ENGINES: readonly EngineName[] = nativeStatus().available ? ['cpu', 'native'] : ['cpu'];
if (!nativeStatus().available) console.warn(`Skipped: native against PyTorch; ${nativeStatus().detail}.`);
const live = hasPyTorch();
if (!live) console.warn('Skipped: recomputing the golden values; PyTorch is not installed.');

// Float32 roundings of 6e-8 through two blocks and back: the worst seen are 7e-8, 8e-7 and 4e-7.
const LOSS_TOLERANCE = 2e-7;
const GRADIENT_TOLERANCE = 2e-6;
const TRAINED_TOLERANCE = 2e-6;

const golden = JSON.parse(readFileSync(new URL('../golden/pytorch.json', import.meta.url), 'utf8')) as {
  elements: number;
  results: readonly GoldenResult[];
};

/** Largest difference of an element from its expected value, relative to the largest of the whole tensor. */
function errorOf(values: Float32Array, expected: Digest): number {
  const places = chosenPlaces(values.length, expected.elements.length);
  const differences = expected.elements.map((value, i) => Math.abs(values[places[i]!]! - value));
  const norm = Math.sqrt(values.reduce((total, x) => total + x * x, 0));
  const sum = values.reduce((total, x) => total + x, 0);
  return Math.max(
    Math.max(...differences) / expected.largest,
    Math.abs(norm / expected.norm - 1),
    Math.abs(sum - expected.sum) / (expected.norm * Math.sqrt(values.length)),
  );
}

function worstError(all: ReadonlyMap<string, Float32Array>, expected: Readonly<Record<string, Digest>>) {
  expect([...all.keys()].sort()).toEqual(Object.keys(expected).sort());
  const errors = [...all].map(([name, values]) => ({ name, error: errorOf(values, expected[name]!) }));
  return errors.sort((a, b) => b.error - a.error)[0];
}

function lossOf(model: Network, { sequences }: GoldenCase) {
  const batch = raggedBatch(sequences);
  const { targets, weights } = nextTokens(batch);
  return model.engine.ops.tiedCrossEntropy(model.states(batch, null), model.output, targets, weights);
}

function differentiate(engine: Engine, of: GoldenCase) {
  const weights = openWeights(startingWeights(of));
  const model = open(engine, of.model, weights);
  const { value, grads } = variableGrads(() => lossOf(model, of), [...weights.values()]);
  const gradients = new Map(
    [...weights].map(([name, weight]) => [name, grads[weight.name]!.dataSync<'float32'>().slice()]),
  );
  const loss = value.dataSync()[0]!;
  dispose([value, ...Object.values(grads)]);
  model.dispose();
  disposeWeights(weights);
  return { loss, gradients };
}

async function trained(engine: Engine, of: GoldenCase) {
  const { weights, metrics } = await train({
    engine,
    folder: '/nowhere',
    total: of.schedule.length,
    checkpointEvery: Infinity,
    keepEvery: null,
    averageDecay: null,
    optimizer: of.optimizer,
    undecayed: new Set(),
    opened: () => undefined,
    progress: () => undefined,
    stop: new AbortController().signal,
    event: () => undefined,
    schedule: (step) => of.schedule[step - 1]!,
    initial: () => startingWeights(of),
    open: (opened) => {
      const model = open(engine, of.model, opened);
      return {
        losses: () => {
          const loss = tidy(() => lossOf(model, of));
          return { total: loss, parts: { loss }, tokens: 0 };
        },
        isMeasured: () => false,
        measure: () => Promise.resolve([]),
        dispose: () => model.dispose(),
      };
    },
  });
  const losses = metrics.filter(({ name }) => name === 'loss').map(({ value }) => value);
  return { losses, weights: new Map([...weights].map(([name, { values }]) => [name, values])) };
}

function expectLosses(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((loss, i) => expect(Math.abs(loss / expected[i]! - 1), `${i}`).toBeLessThan(LOSS_TOLERANCE));
}

const resultOf = (results: readonly GoldenResult[], { name }: GoldenCase) => {
  const found = results.find((result) => result.name === name);
  if (found === undefined) throw new Error(`There are no golden values of ${name}: make them anew.`);
  return found;
};

let computing: Promise<readonly GoldenResult[]> | null = null;
const recomputed = () => (computing ??= computeByPyTorch(Infinity));

describe.each(ENGINES)('engine %s', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ name, precision: 'float32', threads: 2, instructionSet });
  });

  it.each(GOLDEN_CASES)('has the loss and gradients that PyTorch gave: $name', (of) => {
    const expected = resultOf(golden.results, of);
    const { loss, gradients } = differentiate(engine, of);
    expectLosses([loss], [expected.loss]);
    const { error, name: worst } = worstError(gradients, expected.gradients)!;
    expect(error, worst).toBeLessThan(GRADIENT_TOLERANCE);
  });

  it.each(GOLDEN_CASES)('trains to the weights that PyTorch gave: $name', async (of) => {
    const expected = resultOf(golden.results, of);
    const { losses, weights } = await trained(engine, of);
    expectLosses(losses, expected.losses);
    const { error, name: worst } = worstError(weights, expected.weights)!;
    expect(error, worst).toBeLessThan(TRAINED_TOLERANCE);
  });

  it.skipIf(!live).each(GOLDEN_CASES)('has every element that PyTorch gives here: $name', async (of) => {
    const expected = resultOf(await recomputed(), of);
    const { loss, gradients } = differentiate(engine, of);
    expectLosses([loss], [expected.loss]);
    const { error, name: worst } = worstError(gradients, expected.gradients)!;
    expect(error, worst).toBeLessThan(GRADIENT_TOLERANCE);
  });
});

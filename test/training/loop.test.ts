import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.js';
import type { GptOptions } from '../../src/models/gpt/options.js';
import { freshWeights } from '../../src/models/shared/initialisation.js';
import { open } from '../../src/models/gpt/network.js';
import { weightShapes } from '../../src/models/gpt/weights.js';
import { sampleWindows } from '../../src/training/batches.js';
import { windowBatch } from '../../src/training/objectives/next-token.js';
import { loadCheckpoint } from '../../src/training/checkpoint.js';
import type { DivergenceError } from '../../src/training/divergence.js';
import { train } from '../../src/training/loop.js';
import type { TrainingEvent } from '../../src/training/events.js';
import type { Earlier } from '../../src/training/events.js';
import type { Training } from '../../src/training/training.js';
import { optimizerOptions } from '../../src/training/options.js';
import { SCHEDULES } from '../../src/training/schedules.js';
import { hashValues } from '../../src/training/tensor-file.js';
import { ENTRIES, patterned, tinyOptions } from '../models/tiny.js';
import { bestEngine } from '../engines/best-engine.js';

let engine: Engine;
beforeAll(async () => {
  engine = await bestEngine();
});

const corpus = patterned(400);
const dropping = tinyOptions({
  dropout: { embedding: 0.1, residual: 0.1, attention: 0.1, classifier: 0 },
});
const newFolder = () => mkdtemp(join(tmpdir(), 'reprise-loop-'));

interface Changes {
  readonly total?: number;
  readonly learningRate?: number;
  readonly starts?: (step: number) => number[];
  readonly seed?: number;
  readonly options?: GptOptions;
  readonly progress?: Training['progress'];
  readonly event?: Training['event'];
  readonly opened?: Training['opened'];
  readonly stop?: AbortSignal;
}

function tinyTraining(folder: string, changes: Changes = {}): Training {
  const { total = 20, learningRate = 1e-2, seed = 1, options = dropping } = changes;
  const sampling = { tokens: corpus.length, length: options.contextLength, batch: 4, seed };
  const starts = changes.starts ?? ((step) => sampleWindows(sampling, step));
  return {
    engine,
    folder,
    total,
    checkpointEvery: 6,
    keepEvery: null,
    averageDecay: null,
    optimizer: optimizerOptions(learningRate).parse({}),
    undecayed: new Set(),
    schedule: (step) => SCHEDULES['warmup-cosine'](step, { total, warmup: 4 }),
    initial: () => freshWeights(weightShapes(options, ENTRIES), { std: 0.02, stream: ['loop', seed] }),
    open: (weights) => {
      const model = open(engine, options, weights);
      return {
        losses: (step) => {
          const { batch, next } = windowBatch({
            tokens: corpus,
            starts: starts(step),
            length: options.contextLength,
          });
          const states = model.states(batch, { seed, step });
          const loss = engine.ops.tiedCrossEntropy(states, model.output, next.targets, next.weights);
          return { total: loss, parts: { loss }, tokens: batch.tokens.length };
        },
        isMeasured: () => false,
        measure: () => Promise.resolve([]),
        dispose: () => model.dispose(),
      };
    },
    opened: changes.opened ?? (() => undefined),
    progress: changes.progress ?? (() => undefined),
    stop: changes.stop ?? new AbortController().signal,
    event: changes.event ?? (() => undefined),
  };
}

const lossesOf = (metrics: readonly { name: string; value: number }[]) =>
  metrics.filter(({ name }) => name === 'loss').map(({ value }) => value);

const killedAt =
  (step: number): Training['progress'] =>
  (done) => {
    if (done === step) throw new Error('killed');
  };

/** Asked to stop at each of the steps, one life after the other, and then left alone: how it ends. */
async function stoppedAt(steps: readonly number[], folder: string, changes: Changes = {}) {
  for (const [index, step] of steps.entries()) {
    const asked = new AbortController();
    if (step === (steps[index - 1] ?? 0)) asked.abort();
    const progress: Training['progress'] = (done) => done === step && asked.abort();
    const life = train(tinyTraining(folder, { ...changes, progress, stop: asked.signal }));
    await expect(life).rejects.toMatchObject({ kept: { step, steps: changes.total ?? 20 } });
    expect((await loadCheckpoint(folder))?.step ?? 0).toBe(step);
  }
  return train(tinyTraining(folder, changes));
}

/** Without dropout, of plain float32 tfjs ops; the tolerance leaves room for the order of sums, not for another model. */
const GOLDEN = [
  3.163196, 3.155785, 3.118614, 3.04458, 2.978498, 2.921475, 2.869458, 2.821766, 2.82431, 2.831588,
];

describe('training', () => {
  it('has the ten first losses that it always had', async () => {
    const { metrics } = await train(tinyTraining(await newFolder(), { total: 10, options: tinyOptions() }));
    const losses = lossesOf(metrics);
    expect(losses).toHaveLength(10);
    losses.forEach((loss, i) => expect(Math.abs(loss - GOLDEN[i]!), `step ${i + 1}`).toBeLessThan(1e-4));
  });

  it('overfits one batch', async () => {
    const changes = { total: 150, starts: () => [0, 20, 40, 60] };
    const losses = lossesOf((await train(tinyTraining(await newFolder(), changes))).metrics);
    expect(losses[0]).toBeGreaterThan(3);
    expect(losses[losses.length - 1]).toBeLessThan(0.3);
  });

  it('gives the same bits twice and other bits for another seed', async () => {
    const run = async (seed: number) =>
      hashValues((await train(tinyTraining(await newFolder(), { seed }))).weights);
    expect(await run(1)).toBe(await run(1));
    expect(await run(2)).not.toBe(await run(1));
  });

  it.each([3, 6, 11, 19])('goes on to the same bits after a kill at step %i', async (step) => {
    const whole = await train(tinyTraining(await newFolder()));
    const folder = await newFolder();
    await expect(train(tinyTraining(folder, { progress: killedAt(step) }))).rejects.toThrow('killed');
    expect((await loadCheckpoint(folder))?.step ?? 0).toBe(step - (step % 6));
    const seen: number[] = [];
    const resumed = await train(tinyTraining(folder, { progress: (done) => seen.push(done) }));
    expect(seen[0]).toBe(step - (step % 6) + 1);
    expect(hashValues(resumed.weights)).toBe(hashValues(whole.weights));
    expect(resumed.metrics).toEqual(whole.metrics);
  });

  it('tells of its steps as it goes, and where it goes on from', async () => {
    const folder = await newFolder();
    const events: TrainingEvent[] = [];
    const event = (told: TrainingEvent) => void events.push(told);
    await expect(train(tinyTraining(folder, { event, progress: killedAt(8) }))).rejects.toThrow('killed');
    const { metrics } = await train(tinyTraining(folder, { event }));
    const steps = [1, 2, 3, 4, 5, 6, 7, 8];
    const resumed = Array.from({ length: 14 }, (_, i) => i + 7);
    expect(events.map((told) => (told.event === 'step' ? told.step : `resumed ${told.step}`))).toEqual([
      ...steps,
      'resumed 6',
      ...resumed,
    ]);
    const last = events.at(-1);
    const ofLast = (name: string) => metrics.find((one) => one.step === 20 && one.name === name)?.value;
    expect(last).toMatchObject({
      steps: 20,
      loss: ofLast('loss'),
      learningRate: ofLast('learning-rate'),
      gradientNorm: ofLast('gradient-norm'),
    });
    expect(last).toHaveProperty('tokensPerSecond', expect.any(Number));
  });

  it.each([0, 1, 5, 6, 7, 13, 19, [2, 3, 11, 11, 12], [0, 18, 19]])(
    'asked to stop at step %j keeps that step, tells each step once, and goes on to the same bits',
    async (asked) => {
      const steps = [asked].flat();
      const whole = await train(tinyTraining(await newFolder()));
      const told: number[] = [];
      const event = (one: TrainingEvent) => one.event === 'step' && told.push(one.step);
      const stopped = await stoppedAt(steps, await newFolder(), { event });
      expect(hashValues(stopped.weights)).toBe(hashValues(whole.weights));
      expect(stopped.metrics).toEqual(whole.metrics);
      expect(told).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    },
  );

  it('asked to stop at steps that are not logged, or logged, leaves the same series of metrics', async () => {
    const changes = { total: 203, options: tinyOptions() };
    const whole = await train(tinyTraining(await newFolder(), changes));
    const stopped = await stoppedAt([50, 51, 101, 202], await newFolder(), changes);
    expect(stopped.metrics).toEqual(whole.metrics);
    expect(hashValues(stopped.weights)).toBe(hashValues(whole.weights));
  });

  it('asked to stop after its last step is done, and keeps no checkpoint of it', async () => {
    const asked = new AbortController();
    const progress: Training['progress'] = (done) => done === 20 && asked.abort();
    const folder = await newFolder();
    const { weights } = await train(tinyTraining(folder, { progress, stop: asked.signal }));
    expect(hashValues(weights)).toBe(hashValues((await train(tinyTraining(await newFolder()))).weights));
    expect((await loadCheckpoint(folder))?.step).toBe(18);
  });

  it('tells, as it opens, what earlier runs did, and the seconds that it took them', async () => {
    const folder = await newFolder();
    const told: Earlier[] = [];
    await stoppedAt([4, 9], folder, { opened: (earlier) => told.push(earlier) });
    expect(told.map(({ done, total }) => [done, total])).toEqual([
      [0, 20],
      [4, 20],
      [9, 20],
    ]);
    const [first, second, third] = told.map(({ seconds }) => seconds);
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(0);
    expect(third).toBeGreaterThan(second!);
  });

  it('survives being killed again and again', async () => {
    const folder = await newFolder();
    for (const step of [7, 13, 19])
      await expect(train(tinyTraining(folder, { progress: killedAt(step) }))).rejects.toThrow('killed');
    const whole = await train(tinyTraining(await newFolder()));
    expect(hashValues((await train(tinyTraining(folder))).weights)).toBe(hashValues(whole.weights));
    expect(await readdir(folder)).toEqual(['checkpoint.bin']);
  });

  it('stops before the step that would spoil the weights, naming step, rate and norm', async () => {
    const failure = train(tinyTraining(await newFolder(), { learningRate: 1e30 }));
    await expect(failure).rejects.toThrow(/diverged at step \d+: loss .*, learning rate .*, gradient norm/);
    const { at, metrics } = (await failure.catch((error: unknown) => error)) as DivergenceError;
    expect(at.step).toBeGreaterThan(1);
    expect([at.loss, at.gradientNorm].some((reading) => typeof reading === 'string')).toBe(true);
    expect(Math.max(...metrics.map(({ step }) => step))).toBe(at.step - 1);
  });

  it('names the same step where it was not waited for, and what was logged before it', async () => {
    const diverged = async (total: number) => {
      const failure = train(tinyTraining(await newFolder(), { learningRate: 1e30, total }));
      return (await failure.catch((error: unknown) => error)) as DivergenceError;
    };
    const [waited, not] = [await diverged(20), await diverged(4000)];
    expect(not.at).toEqual(waited.at);
    expect(not.message).toBe(waited.message);
    expect(not.metrics).toEqual(waited.metrics.filter(({ step }) => step === 1));
  });

  it('diverges at the same step and with the same metrics however it was stopped before, and while it was asked to', async () => {
    const changes = { learningRate: 1e30, total: 4000 };
    const failureOf = async (training: Promise<unknown>) =>
      (await training.catch((error: unknown) => error)) as DivergenceError;
    const whole = await failureOf(train(tinyTraining(await newFolder(), changes)));
    const last = whole.at.step - 1;
    const stopped = await failureOf(stoppedAt([0, last], await newFolder(), changes));
    const asked = new AbortController();
    const progress: Training['progress'] = (done) => done === whole.at.step && asked.abort();
    const meanwhile = { ...changes, progress, stop: asked.signal };
    const during = await failureOf(train(tinyTraining(await newFolder(), meanwhile)));
    for (const one of [stopped, during]) {
      expect(one.at).toEqual(whole.at);
      expect(one.metrics).toEqual(whole.metrics);
    }
  });

  it('hands on no weights that its last step spoilt', async () => {
    const failure = train(tinyTraining(await newFolder(), { learningRate: 1e30, total: 1 }));
    await expect(failure).rejects.toThrow(/diverged at step 1: loss (NaN|inf)/);
  });

  it('holds as many tensors after a step as before it, and none at the end', async () => {
    const before = memory().numTensors;
    const counts = new Set<number>();
    await train(tinyTraining(await newFolder(), { progress: () => counts.add(memory().numTensors) }));
    expect(counts.size).toBe(1);
    expect(memory().numTensors).toBe(before);
  });

  it('records the rate that the schedule asks for', async () => {
    const { metrics } = await train(tinyTraining(await newFolder()));
    const rates = metrics.filter(({ name }) => name === 'learning-rate');
    expect(rates.slice(0, 4).map(({ value }) => value)).toEqual([0.0025, 0.005, 0.0075, 0.01]);
    expect(rates.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });
});

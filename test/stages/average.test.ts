/** A pre-training that comes to the average of its weights, by the stage itself. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NamedValues } from '../../src/engines/values.js';
import { open } from '../../src/models/gpt/network.js';
import type { StageResult } from '../../src/stages/result.js';
import { openTokens } from '../../src/tokenizer/tokens.js';
import { loadKept } from '../../src/training/kept.js';
import { PRETRAINING } from '../../src/training/objectives/index.js';
import { pretrainingObjective } from '../../src/training/pretraining.js';
import { loadTrained } from '../../src/training/trained.js';
import { bestEngine } from '../engines/best-engine.js';
import { killedAt, makePlace, pretrainSpec, removePlace, runAs, tinyModel } from './chain.js';
import type { Place } from './chain.js';

const STEPS = 12;
const KEPT = 6;
const averaged = pretrainSpec({ averageDecay: 0.8, keepEvery: KEPT });

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await runAs(place, 'plain', pretrainSpec({ keepEvery: 1 }));
});
afterAll(() => removePlace(place));

const folderOf = (key: string): string => join(place.results, key);
const weightsAt = (key: string, step: number): Promise<NamedValues> =>
  step === STEPS ? loadTrained(folderOf(key)) : loadKept(folderOf(key), step);

/** By the formula, from the weights after every step of the same training up to one, and from nothing else. */
async function byHand(last: number): Promise<NamedValues> {
  const average = new Map(await weightsAt('plain', 1));
  for (let step = 2; step <= last; step++) {
    const after = await weightsAt('plain', step);
    const share = (1 - 0.8) / (1 - 0.8 ** step);
    for (const [name, { values }] of average)
      values.forEach((old, i) => (values[i] = old + share * (after.get(name)!.values[i]! - old)));
  }
  return average;
}

/** As the pre-training that was not interrupted: its files and its metrics. */
async function expectSame(key: string, { metrics }: StageResult): Promise<void> {
  expect(metrics).toEqual((await runAs(place, 'averaged', averaged)).metrics);
  for (const name of ['weights.bin', `weights-${KEPT}.bin`]) {
    const [bytes, whole] = await Promise.all(
      [key, 'averaged'].map((one) => readFile(join(folderOf(one), name))),
    );
    expect(bytes!.equals(whole!), name).toBe(true);
  }
}

describe('a pre-training that averages its weights', () => {
  it.each([KEPT, STEPS])(
    'has at step %i the moving average of the weights so far, to the bit',
    async (step) => {
      await runAs(place, 'averaged', averaged);
      const [found, expected] = [await weightsAt('averaged', step), await byHand(step)];
      expect([...found.keys()]).toEqual([...expected.keys()]);
      for (const [name, { values }] of found) expect(values, name).toEqual(expected.get(name)!.values);
    },
  );

  it('trains as it does without, and its held-out losses are those of the average', async () => {
    const { metrics } = await runAs(place, 'averaged', averaged);
    const plain = (await runAs(place, 'plain', pretrainSpec({ keepEvery: 1 }))).metrics;
    const trained = (all: typeof metrics) => all.filter(({ split }) => split === 'train');
    expect(trained(metrics)).toEqual(trained(plain));
    const engine = await bestEngine();
    const opened = engine.openWeights(await loadTrained(folderOf('averaged')));
    const objective = pretrainingObjective(open(engine, tinyModel, opened.weights), {
      objective: PRETRAINING['next-token'],
      corpus: await openTokens(folderOf('tokenize')),
      length: tinyModel.contextLength,
      options: averaged.pretrain,
      seed: 1,
    });
    const last = metrics.filter(({ split, step }) => split === 'heldout' && step === STEPS);
    expect(await objective.measure(STEPS)).toEqual(last);
    expect(plain).not.toContainEqual(last[0]);
  });

  it.each([4, 5, 6, 11])('leaves the same bytes when it was killed at step %i', async (step) => {
    const key = `killed-${step}`;
    await expect(runAs(place, key, averaged, killedAt(step))).rejects.toThrow('killed');
    await expectSame(key, await runAs(place, key, averaged));
  });

  it('leaves the same bytes when it was asked to stop, again and again', async () => {
    for (const step of [3, 5, 8]) {
      const asked = new AbortController();
      const progress = (done: number) => {
        if (done === step) asked.abort();
      };
      const life = runAs(place, 'stopped', averaged, { progress, stop: asked.signal });
      await expect(life).rejects.toMatchObject({ kept: { step } });
    }
    await expectSame('stopped', await runAs(place, 'stopped', averaged));
  });

  it('holds no tensor at its end that it did not hold before', async () => {
    const before = memory().numTensors;
    await runAs(place, 'counted', averaged);
    expect(memory().numTensors).toBe(before);
  });
});

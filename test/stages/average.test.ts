/** A pre-training that comes to the average of its weights, by the stage itself. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NamedValues } from '../../src/engines/values.js';
import { open } from '../../src/models/gpt/network.js';
import { weightShapes } from '../../src/models/gpt/weights.js';
import { tableRows } from '../../src/models/index.js';
import { freshWeights } from '../../src/models/shared/initialisation.js';
import { openTokens } from '../../src/tokenizer/tokens.js';
import { loadKept } from '../../src/training/kept.js';
import { PRETRAINING } from '../../src/training/objectives/index.js';
import { pretrainingObjective } from '../../src/training/pretraining.js';
import { loadTrained } from '../../src/training/trained.js';
import { bestEngine } from '../engines/best-engine.js';
import { killedAt, makePlace, pretrainSpec, removePlace, runAs, tinyModel } from './chain.js';
import type { Place } from './chain.js';

const STEPS = 12;
const averaged = pretrainSpec({ averageDecay: 0.8 });

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await runAs(place, 'plain', pretrainSpec({ keepEvery: 1 }));
});
afterAll(() => removePlace(place));

const folderOf = (key: string): string => join(place.results, key);
const bytesOf = (key: string) => readFile(join(folderOf(key), 'weights.bin'));

/** By the formula, from the weights after every step of the same training. */
async function byHand(): Promise<NamedValues> {
  const shapes = weightShapes(tinyModel, tableRows(tinyModel, 400));
  const average = freshWeights(shapes, { std: tinyModel.initialisation.std, stream: ['pretrain', 1] });
  for (let step = 1; step <= STEPS; step++) {
    const after =
      step < STEPS ? await loadKept(folderOf('plain'), step) : await loadTrained(folderOf('plain'));
    const decay = Math.min(0.8, step / (step + 9));
    for (const [name, { values }] of average)
      values.forEach((old, i) => (values[i] = old + (1 - decay) * (after.get(name)!.values[i]! - old)));
  }
  return average;
}

describe('a pre-training that averages its weights', () => {
  it('ends with the moving average of the weights after each step, to the bit', async () => {
    await runAs(place, 'averaged', averaged);
    const [found, expected] = [await loadTrained(folderOf('averaged')), await byHand()];
    expect([...found.keys()]).toEqual([...expected.keys()]);
    for (const [name, { values }] of found) expect(values, name).toEqual(expected.get(name)!.values);
  });

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

  it('leaves the same bytes when it was killed between', async () => {
    await expect(runAs(place, 'killed', averaged, killedAt(8))).rejects.toThrow('killed');
    await runAs(place, 'killed', averaged);
    expect((await bytesOf('killed')).equals(await bytesOf('averaged'))).toBe(true);
  });

  it('keeps averages on its way, too', async () => {
    await runAs(place, 'keeping', pretrainSpec({ averageDecay: 0.8, keepEvery: 6 }));
    const [kept, raw] = [await loadKept(folderOf('keeping'), 6), await loadKept(folderOf('plain'), 6)];
    expect(kept).not.toEqual(raw);
    expect((await bytesOf('keeping')).length).toBeGreaterThan(0);
  });
});

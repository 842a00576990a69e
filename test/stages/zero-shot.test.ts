/** Zero-shot evaluation by the stages themselves: real files, the real engine, weights that a pre-training kept. */
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { damageOf } from '../../src/stages/artifacts.js';
import type { StageSpec } from '../../src/stages/index.js';
import type { StageResult } from '../../src/stages/result.js';
import type { TaskName } from '../../src/tasks/index.js';
import { makePlace, pretrainSpec, removePlace, runAs, tinyModel } from './chain.js';
import type { Place } from './chain.js';

type ZeroShotSpec = Extract<StageSpec, { kind: 'zero-shot' }>;

const keeping = pretrainSpec({ keepEvery: 5 });

const spec = (task: TaskName, options: Partial<ZeroShotSpec> = {}): ZeroShotSpec => ({
  kind: 'zero-shot',
  tokenize: 'tokenize',
  imported: null,
  pretrain: 'pretrain',
  model: tinyModel,
  task,
  source: 'miniature',
  dataHash: '',
  maxExamples: 20,
  batchSize: 8,
  steps: [5, 10],
  ...options,
});

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await runAs(place, 'pretrain', keeping);
});
afterAll(() => removePlace(place));

const fileOf = (key: string, name: string) => readFile(join(place.results, key, name));
const KEPT = ['weights-10.bin', 'weights-5.bin', 'weights.bin'];

describe('a pre-training that keeps weights', () => {
  it('leaves those of each step, beside the last ones, which they do not change', async () => {
    await runAs(place, 'plain', pretrainSpec());
    expect(await readdir(join(place.results, 'pretrain'))).toEqual(KEPT);
    const hashOf = async (key: string, options: object) =>
      (await runAs(place, key, pretrainSpec(options))).facts.weightsHash;
    expect(await hashOf('pretrain', { keepEvery: 5 })).toBe(await hashOf('plain', {}));
  });

  it('leaves the same bytes when it was killed between', async () => {
    const killed = (done: number) => {
      if (done === 11) throw new Error('killed');
    };
    await expect(runAs(place, 'killed', keeping, { progress: killed })).rejects.toThrow('killed');
    await runAs(place, 'killed', keeping);
    for (const name of KEPT)
      expect((await fileOf('killed', name)).equals(await fileOf('pretrain', name)), name).toBe(true);
  });

  it('trains anew where a kept file is damaged, and its damage is known', async () => {
    const folder = join(place.results, 'killed');
    await truncate(join(folder, 'weights-5.bin'), 200);
    expect(await damageOf('pretrain', folder)).toContain('weights-5.bin does not match');
    await rm(join(folder, 'weights-5.bin'));
    expect(await damageOf('pretrain', folder)).toContain('There are no weights of step 5');
    await runAs(place, 'killed', keeping);
    expect(await damageOf('pretrain', folder)).toBeNull();
    expect((await fileOf('killed', 'weights-5.bin')).equals(await fileOf('pretrain', 'weights-5.bin'))).toBe(
      true,
    );
  });
});

const stepsOf = ({ metrics }: StageResult) => [...new Set(metrics.map(({ step }) => step))];

describe('zero-shot evaluation', () => {
  it.each(['sst-2', 'race', 'storycloze'] as const)('of %s predicts the highest score', async (task) => {
    const result = await runAs(place, `zero-shot-${task}`, spec(task));
    expect(stepsOf(result)).toEqual([0, 5, 10]);
    expect(result.predictions.length).toBeGreaterThanOrEqual(20);
    for (const { scores, predicted } of result.predictions) {
      expect(scores.every((score) => score < 0)).toBe(true);
      expect(predicted).toBe(scores.indexOf(Math.max(...scores)));
    }
    expect(result.facts.sample?.sequences.flat().join(' ')).not.toContain('<start>');
  });

  it('has the same bits in batches of any size', async () => {
    const { predictions } = await runAs(place, 'zero-shot-race', spec('race'));
    const single = await runAs(place, 'single', spec('race', { batchSize: 1, steps: [] }));
    expect(single.predictions).toEqual(predictions);
  });

  it('scores the weights of a step as it would if they were the last ones', async () => {
    const { metrics } = await runAs(place, 'zero-shot-sst-2', spec('sst-2'));
    await mkdir(join(place.results, 'early'));
    await writeFile(join(place.results, 'early', 'weights.bin'), await fileOf('pretrain', 'weights-5.bin'));
    const early = await runAs(place, 'early-sst-2', spec('sst-2', { pretrain: 'early', steps: [] }));
    const atStep = metrics.filter(({ step }) => step === 5);
    expect(atStep.map((metric) => ({ ...metric, step: 0 }))).toEqual(early.metrics);
  });

  it('says which weights are not there', async () => {
    const asked = runAs(place, 'none', spec('sst-2', { pretrain: 'plain', steps: [5] }));
    await expect(asked).rejects.toThrow('There are no weights of step 5');
  });
});

describe('CoLA', () => {
  const rows = (examples: readonly (readonly [label: number, sentence: string])[]): string =>
    examples.map(([label, sentence]) => `s\t${label}\t\t${sentence}\n`).join('');
  const TRAIN = rows([
    [1, 'The old mill stood by the river.'],
    [0, 'Mill the old stood river by.'],
    [1, 'She was happy.'],
    [0, 'Happy she she was was xq.'],
  ]);
  const write = async (dev: string): Promise<void> => {
    const folder = join(place.datasets, 'cola', 'data');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'train.tsv'), TRAIN);
    await writeFile(join(folder, 'dev.tsv'), dev);
  };
  const SENTENCES = ['The dog was happy.', 'Dog the was.', 'He saw the sea.'];
  const cola = (key: string) => runAs(place, key, spec('cola', { source: 'real', steps: [] }));

  it('is judged by a threshold of the training examples, whatever the labels that it is judged on', async () => {
    await write(rows(SENTENCES.map((sentence) => [1, sentence])));
    const one = await cola('cola');
    await write(rows(SENTENCES.map((sentence, i) => [i % 2, sentence])));
    const other = await cola('cola-other');
    const { threshold } = one.facts;
    expect(threshold).toBeLessThan(0);
    expect(other.facts.threshold).toBe(threshold);
    for (const { scores, predicted } of one.predictions) {
      expect(scores[0]).toBe(threshold);
      expect(predicted).toBe(scores[1]! > threshold! ? 1 : 0);
    }
    expect(other.predictions.map(({ predicted }) => predicted)).toEqual(
      one.predictions.map(({ predicted }) => predicted),
    );
  });
});

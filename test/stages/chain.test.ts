import { copyFile, readdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINIATURE_TASKS } from '../../src/tasks/index.js';
import { parameterCount } from '../../src/models/gpt/size.js';
import { TASKS } from '../../src/tasks/index.js';
import {
  evaluateSpec,
  finetuneSpec,
  killedAt,
  makePlace,
  pretrainSpec,
  removePlace,
  runAs,
  seriesOf,
  tinyModel,
} from './chain.js';
import type { Place } from './chain.js';

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await runAs(place, 'pretrain', pretrainSpec());
});
afterAll(() => removePlace(place));

const bytesOf = (key: string) => readFile(join(place.results, key, 'weights.bin'));

describe('pre-training', () => {
  it('records its losses, its facts and its weights, and tidies its checkpoint away', async () => {
    const result = await runAs(place, 'pretrain', pretrainSpec());
    expect(seriesOf(result, 'loss').map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(seriesOf(result, 'loss', 'heldout').map(({ step }) => step)).toEqual([5, 10, 12]);
    const [first, , last] = seriesOf(result, 'loss', 'heldout').map(({ value }) => value);
    expect(last).toBeLessThan(first!);
    expect(result.facts).toMatchObject({ steps: 12, tokens: 12 * 4 * 48 });
    expect(result.facts.parameters).toBe(parameterCount(tinyModel, 403));
    expect(result.facts.weightsHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await readdir(join(place.results, 'pretrain'))).toEqual(['weights.bin']);
  });

  it('writes the same bytes when it was killed between', async () => {
    await expect(runAs(place, 'killed', pretrainSpec(), killedAt(8))).rejects.toThrow('killed');
    await runAs(place, 'killed', pretrainSpec());
    expect((await bytesOf('killed')).equals(await bytesOf('pretrain'))).toBe(true);
  });

  it('trains no second time when only its result was not recorded yet', async () => {
    const result = await runAs(place, 'pretrain', pretrainSpec(), killedAt(1));
    expect(result.metrics.length).toBeGreaterThan(0);
  });

  it('tidies a checkpoint away that a kill left beside the finished weights', async () => {
    const folder = join(place.results, 'killed-late');
    await expect(runAs(place, 'killed-late', pretrainSpec(), killedAt(8))).rejects.toThrow('killed');
    await copyFile(join(place.results, 'pretrain', 'weights.bin'), join(folder, 'weights.bin'));
    expect((await readdir(folder)).sort()).toEqual(['checkpoint.bin', 'weights.bin']);
    await runAs(place, 'killed-late', pretrainSpec(), killedAt(1));
    expect(await readdir(folder)).toEqual(['weights.bin']);
  });

  it('is another for another seed', async () => {
    const other = await runAs(place, 'other-seed', pretrainSpec({}, 2));
    expect(other.facts.weightsHash).not.toBe(
      (await runAs(place, 'pretrain', pretrainSpec())).facts.weightsHash,
    );
  });

  it('says so when the corpus is shorter than the context', async () => {
    const spec = { ...pretrainSpec(), model: { ...tinyModel, contextLength: 5_000_000 } };
    await expect(runAs(place, 'too-long', spec)).rejects.toThrow('Use a longer corpus or a shorter context.');
  });
});

describe.each(MINIATURE_TASKS)('fine-tuning and evaluation of %s', (task) => {
  it('records losses, predictions, metrics and the input of an example', async () => {
    const tuned = await runAs(place, `finetune-${task}`, finetuneSpec(task));
    expect(tuned.facts).toMatchObject({ steps: 10, examples: { train: 40 } });
    expect(seriesOf(tuned, 'task-loss')).toHaveLength(10);
    expect(seriesOf(tuned, 'loss')).toHaveLength(10);

    const result = await runAs(place, `evaluate-${task}`, evaluateSpec(task, `finetune-${task}`));
    const { splits: declared, output } = TASKS[task];
    const evaluationSplits = declared.map(({ name }) => name);
    const classes = output.kind === 'classes' ? output.names : [];
    expect(result.facts.examples).toEqual(Object.fromEntries(evaluationSplits.map((split) => [split, 30])));
    expect(result.predictions).toHaveLength(30 * evaluationSplits.length);
    for (const { scores, predicted } of result.predictions) {
      expect(scores).toHaveLength(classes.length);
      expect(scores.reduce((sum, score) => sum + Math.exp(score), 0)).toBeCloseTo(1, 5);
      expect(scores[predicted]).toBe(Math.max(...scores));
    }
    const splits = evaluationSplits.length > 1 ? [...evaluationSplits, 'all'] : evaluationSplits;
    for (const split of splits) {
      const { value } = seriesOf(result, 'accuracy', split)[0]!;
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
    const sample = result.facts.sample;
    expect(classes).toContain(sample?.label);
    expect(sample?.sequences[0]?.[0]).toBe('<start>');
    expect(sample?.sequences[0]?.at(-1)).toBe('<extract>');
  });
});

describe('fine-tuning', () => {
  it('writes the same bytes when it was killed between', async () => {
    await runAs(place, 'whole', finetuneSpec('qqp'));
    await expect(runAs(place, 'resumed', finetuneSpec('qqp'), killedAt(6))).rejects.toThrow('killed');
    await runAs(place, 'resumed', finetuneSpec('qqp'));
    expect((await bytesOf('resumed')).equals(await bytesOf('whole'))).toBe(true);
  });

  it('starts elsewhere from scratch, and without the auxiliary loss records none', async () => {
    const scratch = await runAs(
      place,
      'scratch',
      finetuneSpec('sst-2', { initFrom: 'scratch', lmLossWeight: 0 }),
    );
    const tuned = await runAs(place, 'tuned', finetuneSpec('sst-2', { lmLossWeight: 0 }));
    expect(seriesOf(scratch, 'loss')).toEqual([]);
    expect(scratch.facts.weightsHash).not.toBe(tuned.facts.weightsHash);
  });

  it('has the dropout of its own that it is given, from the weights of a pre-training without', async () => {
    const without = { ...tinyModel.dropout, embedding: 0, residual: 0, attention: 0 };
    const spec = finetuneSpec('sst-2', { dropout: 0.1 });
    const own = await runAs(place, 'own-dropout', {
      ...spec,
      model: { ...tinyModel, dropout: without },
    });
    const models = await runAs(place, 'dropout', finetuneSpec('sst-2'));
    const none = await runAs(place, 'no-dropout', finetuneSpec('sst-2', { dropout: 0 }));
    expect(own.facts.weightsHash).toBe(models.facts.weightsHash);
    expect(none.facts.weightsHash).not.toBe(models.facts.weightsHash);
  });

  it('fits the examples that it sees', async () => {
    const options = { maxTrainExamples: 16, epochs: 30, optimizer: { learningRate: 3e-3 }, lmLossWeight: 0 };
    const losses = seriesOf(await runAs(place, 'fit', finetuneSpec('sst-2', options)), 'task-loss');
    expect(losses[0]?.value).toBeCloseTo(Math.log(2), 0);
    expect(losses.at(-1)?.value).toBeLessThan(0.2);
  });

  it('scores prompts by the answer words, with no weights beside the language model', async () => {
    const tuned = await runAs(place, 'prompt', finetuneSpec('sst-2', { inputFormat: 'prompt' }));
    expect(tuned.facts.parameters).toBe(parameterCount(tinyModel, 403));
    const result = await runAs(place, 'e-prompt', evaluateSpec('sst-2', 'prompt', { inputFormat: 'prompt' }));
    expect(result.predictions).toHaveLength(30);
    expect(result.facts.sample?.sequences).toHaveLength(1);
  });

  it('leaves no tensor behind', async () => {
    const before = memory().numTensors;
    await runAs(place, 'leak', finetuneSpec('sst-2'));
    await runAs(place, 'e-leak', evaluateSpec('sst-2', 'leak'));
    expect(memory().numTensors).toBe(before);
  });
});

describe('evaluation', () => {
  it('gives the same predictions at every batch size', async () => {
    await runAs(place, 'sizes', finetuneSpec('race'));
    const results = [];
    for (const batchSize of [1, 7, 64])
      results.push(await runAs(place, `sizes-${batchSize}`, evaluateSpec('race', 'sizes', { batchSize })));
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('refuses damaged weights with a way out', async () => {
    await runAs(place, 'damaged', finetuneSpec('sst-2'));
    await truncate(join(place.results, 'damaged', 'weights.bin'), 3000);
    await expect(runAs(place, 'e-damaged', evaluateSpec('sst-2', 'damaged'))).rejects.toThrow(
      /does not match the hash .* Run again: they are then trained anew/,
    );
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BASELINES } from '../../src/baselines/index.js';
import { taskFolder } from '../../src/datasets/folders.js';
import { ensureMiniature } from '../../src/datasets/miniature/index.js';
import { MINIATURE_TASKS } from '../../src/tasks/index.js';
import type { TaskName } from '../../src/tasks/index.js';
import { UserError } from '../../src/failure.js';
import type { StageSpec } from '../../src/stages/index.js';
import type { Prediction } from '../../src/stages/result.js';
import { drawn } from '../../src/stages/examples.js';
import { TASKS } from '../../src/tasks/index.js';
import type { Example, Split } from '../../src/tasks/task.js';
import { runAs } from './chain.js';
import type { Place } from './chain.js';

type BaselineSpec = Extract<StageSpec, { kind: 'baseline' }>;

let place: Place;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-baseline-'));
  // No tensor is touched: any engine's name does.
  place = { datasets: join(folder, 'datasets'), results: join(folder, 'results'), engine: 'cpu' };
  await ensureMiniature(place.datasets);
});
afterAll(() => rm(join(place.datasets, '..'), { recursive: true, force: true }));

const METHODS = ['majority', 'bag-of-words'] as const;

const specOf = (task: TaskName, changes: Partial<BaselineSpec> = {}): BaselineSpec => ({
  kind: 'baseline',
  method: 'majority',
  task,
  source: 'miniature',
  dataHash: '',
  maxTrainExamples: 200,
  maxExamples: 50,
  seed: 1,
  ...changes,
});

const run = (spec: BaselineSpec) => runAs(place, 'baseline', spec);
const read = async (task: TaskName, split: string): Promise<Split> =>
  (await TASKS[task].read(taskFolder(place.datasets, 'miniature', task), split))!;
const rightOf = (predictions: readonly Prediction[]) =>
  predictions.filter(({ label, predicted }) => label === predicted).length / predictions.length;

describe.each(METHODS.flatMap((method) => MINIATURE_TASKS.map((task) => ({ method, task }))))(
  'the baseline $method of $task',
  ({ method, task }) => {
    const { output, splits } = TASKS[task];
    const evaluationSplits = splits.map(({ name }) => name);
    const classes = output.kind === 'classes' ? output.names : [];

    it('predicts the first examples of every evaluation split, and counts them', async () => {
      const { predictions, facts } = await run(specOf(task, { method }));
      for (const split of evaluationSplits) {
        const { examples } = await read(task, split);
        const expected = examples.slice(0, 50).map(({ id, label }) => ({ split, id, label }));
        const ours = predictions.filter((prediction) => prediction.split === split);
        expect(ours.map(({ id, label }) => ({ split, id, label }))).toEqual(expected);
      }
      const none = Object.fromEntries(['train', ...evaluationSplits].map((split) => [split, 0]));
      const counts = Object.fromEntries(evaluationSplits.map((split) => [split, 50]));
      expect(facts).toMatchObject({ examples: { train: 200, ...counts }, rejected: none, unlabelled: none });
    });

    it('chooses the class of the highest score, and its accuracy is that of its predictions', async () => {
      const { predictions, metrics, facts } = await run(specOf(task, { method }));
      for (const { scores, predicted } of predictions) {
        expect(scores).toHaveLength(classes.length);
        expect(scores[predicted]).toBe(Math.max(...scores));
      }
      for (const split of evaluationSplits) {
        const ours = predictions.filter((prediction) => prediction.split === split);
        const accuracy = metrics.find((metric) => metric.split === split && metric.name === 'accuracy');
        expect(accuracy).toEqual({ name: 'accuracy', split, step: 0, value: rightOf(ours) });
        const shares = classes.map((_, index) => ours.filter(({ label }) => label === index).length / 50);
        expect(facts.classShares![split]).toEqual(shares);
      }
      const pooled = metrics.find(({ name, split }) => name === 'accuracy' && split === 'all');
      expect(pooled?.value).toBe(evaluationSplits.length > 1 ? rightOf(predictions) : undefined);
    });
  },
);

describe('the training examples of a baseline', () => {
  /** What the method gives when it is trained on these examples. */
  const trainedOn = async (examples: readonly Example[], seed: number) => {
    const predict = BASELINES['bag-of-words']({ task: TASKS['sst-2'], examples, seed });
    return (await read('sst-2', 'dev')).examples.slice(0, 50).map((one) => predict(one).scores);
  };
  const scoresOf = async (changes: Partial<BaselineSpec>) =>
    (await run(specOf('sst-2', { method: 'bag-of-words', ...changes }))).predictions.map(
      ({ scores }) => scores,
    );

  it('are those that a fine-tuning with the same seed draws', async () => {
    const { examples } = await read('sst-2', 'train');
    for (const seed of [1, 2]) {
      const sample = drawn(examples, { task: 'sst-2', seed, wanted: 100 });
      expect(sample).toHaveLength(100);
      expect(await scoresOf({ maxTrainExamples: 100, seed })).toEqual(await trainedOn(sample, seed));
    }
  });

  it('are all where no number is given, or more are asked for than there are', async () => {
    const { examples } = await read('sst-2', 'train');
    const all = await trainedOn(examples, 1);
    expect(await scoresOf({ maxTrainExamples: null })).toEqual(all);
    expect(await scoresOf({ maxTrainExamples: 1_000_000 })).toEqual(all);
    const { facts } = await run(specOf('sst-2', { maxTrainExamples: null, maxExamples: null }));
    expect(facts.examples).toEqual({
      train: examples.length,
      dev: (await read('sst-2', 'dev')).examples.length,
    });
  });

  it('are counted without those that the reader left out', async () => {
    const folder = join(place.datasets, 'sst-2', 'data');
    await mkdir(folder, { recursive: true });
    const rows = Array.from({ length: 150 }, (_, index) => `a fine evening ${index}\t1\n`).join('');
    await writeFile(join(folder, 'train.tsv'), `sentence\tlabel\n${rows}odd\t7\nnobody knows\t-\n`);
    await writeFile(join(folder, 'dev.tsv'), 'sentence\tlabel\na fine morning\t1\na dull one\t-\n');
    const { facts } = await run(specOf('sst-2', { source: 'real', maxTrainExamples: null }));
    expect(facts).toMatchObject({
      examples: { train: 150, dev: 1 },
      rejected: { train: 1, dev: 0 },
      unlabelled: { train: 1, dev: 1 },
    });
  });

  it('are asked for where there are none', async () => {
    const missing = run(specOf('mnli', { source: 'real' }));
    await expect(missing).rejects.toThrow(UserError);
    await expect(missing).rejects.toThrow(
      /no training examples of mnli in .*Import or generate the data first/,
    );
  });
});

it('the result of a baseline is the same bits when it runs again', async () => {
  const spec = specOf('race', { method: 'bag-of-words' });
  expect(await run(spec)).toEqual(await run(spec));
});

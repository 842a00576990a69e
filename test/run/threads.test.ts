/** Threads of the machine among the stages at work. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeStatus } from '../../src/engines/native/addon.js';
import { readEvents } from '../../src/run/events.js';
import { Shares } from '../../src/run/executors/shares.js';
import { makeProject } from '../cli/program.js';
import type { TestProject } from '../cli/program.js';

describe('the threads of a machine', () => {
  const shared = (threads: number, ...uses: ('one' | 'engine')[]) => {
    const shares = new Shares(threads);
    uses.forEach((use, place) => shares.add(String(place), use));
    return uses.map((_, place) => shares.of(String(place)));
  };

  it('are shared out evenly, what does not come out even to those that began first', () => {
    expect(shared(8, 'engine', 'engine')).toEqual([4, 4]);
    expect(shared(8, 'engine', 'engine', 'engine')).toEqual([3, 3, 2]);
    expect(shared(1000, 'engine')).toEqual([64]);
  });

  it('are one for a stage that can use no more, and at least one for each', () => {
    expect(shared(8, 'one', 'engine', 'one')).toEqual([1, 6, 1]);
    expect(shared(2, 'engine', 'one', 'engine')).toEqual([1, 1, 1]);
  });

  it('that a stage leaves fall to those that are left', () => {
    const shares = new Shares(5);
    for (const key of ['a', 'b']) shares.add(key, 'engine');
    shares.remove('a');
    expect([shares.of('b'), shares.size]).toEqual([5, 1]);
  });
});

/** Two trainings from scratch, of one and of 40 epochs. */
const UNEVEN = `
extends: gpt1-mini
tokenizer: { vocabularySize: 300 }
model: { layers: 2, hiddenSize: 32, heads: 2, contextLength: 32 }
finetune: { initFrom: scratch, epochs: 1, batchSize: 8, maxTrainExamples: 64 }
evaluate: { tasks: [sst-2], maxExamples: 16, baselines: [] }
sweep: { factors: { finetune.epochs: [40] } }
engine: { name: native }
`;

describe.skipIf(!nativeStatus().available)('a run on two threads', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await makeProject();
    await project.experiment('uneven', UNEVEN);
  });
  afterAll(() => project.remove());

  /** The long training as the store tells it, and its events. */
  async function longTraining(count: number) {
    const results = join(project.root, `results-${count}`);
    const asked = ['threads', 'workers'].flatMap((option) => ['--set', `engine.${option}=${count}`]);
    const run = await project.reprise('run', 'uneven', '--no-report', '--results', results, ...asked);
    expect(run.code, run.err).toBe(0);
    const stage = 'finetune:epochs=40:1:sst-2';
    const { out } = await project.reprise('show', stage, '--json', '--results', results);
    return { shown: JSON.parse(out), results };
  }

  it('gives a long training both when the short one beside it has ended, and no bit is another', async () => {
    const [two, one] = [await longTraining(2), await longTraining(1)];
    console.log(two, one);
    expect(await readEvents('')).toEqual([]);
  });
});

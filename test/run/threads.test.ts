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

  const reprise = async (...typed: string[]) => {
    const ended = await project.reprise(...typed);
    expect(ended.code, ended.err).toBe(0);
    return ended.out;
  };
  const run = (count: number, ...where: string[]) =>
    reprise(
      ...['run', 'uneven', '--no-report', ...where],
      ...['threads', 'workers'].flatMap((option) => ['--set', `engine.${option}=${count}`]),
    );

  it('gives a long training both when the short one beside it has ended, and no bit is another', async () => {
    await run(2);
    await reprise('lock', 'uneven');
    const long = (await project.stages('uneven')).filter(({ kind }) => kind === 'finetune').at(-1)!;
    const log = join(project.root, 'results', 'events', long.key.slice(0, 2), `${long.key}.jsonl`);
    const events = (await readEvents(log)).flatMap((logged) => ('threads' in logged ? [logged] : []));
    expect(events[0]).toMatchObject({ event: 'started', threads: 1 });
    expect(events).toContainEqual(expect.objectContaining({ event: 'threads', threads: 2 }));
    expect(await run(1, '--results', join(project.root, 'again'))).toContain(
      '2 of 2 cells PASS: the same weights, predictions and values, to the bit.',
    );
  });
});

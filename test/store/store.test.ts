import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planExperiment } from '../../src/plan/build.js';
import { plannedHypotheses } from '../../src/plan/hypotheses.js';
import { canonicalJson } from '../../src/canonical-json.js';
import type { Plan } from '../../src/plan/plan.js';
import { openStore } from '../../src/store/open.js';
import type { Environment, Store } from '../../src/store/store.js';
import { experiment, INPUTS } from '../plan/examples.js';
import { plan, recordOf, result } from './records.js';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-store-'));
  store = await openStore(folder);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

/** Closes the store and opens it again, as another command would. */
async function reopen(): Promise<void> {
  await store.close();
  store = await openStore(folder);
}

describe('a hypothesis', () => {
  const stated = (hypothesis: string): Plan =>
    planExperiment(
      experiment({ hypotheses: { one: { hypothesis, expect: 'untested', reason: 'A test.' } } }),
      INPUTS,
    );
  const save = async (hypothesis: string, at: string): Promise<void> => {
    await store.savePlan(stated(hypothesis));
    await store.saveHypotheses('example', plannedHypotheses(stated(hypothesis)), at);
  };

  it('keeps the time at which it was first saved; one that was edited has its own', async () => {
    await save('A.', '2026-01-02T00:00:00.000Z');
    await save('B.', '2026-01-03T00:00:00.000Z');
    await save('A.', '2026-01-04T00:00:00.000Z');
    await reopen();
    const found = await store.hypotheses('example');
    expect(found.map(({ hypothesis, writtenAt }) => [hypothesis.hypothesis, writtenAt])).toEqual([
      ['A.', '2026-01-02T00:00:00.000Z'],
      ['B.', '2026-01-03T00:00:00.000Z'],
    ]);
    expect(found[0]!.hash).toBe(plannedHypotheses(stated('A.'))[0]!.hash);
    expect(await store.hypotheses('another')).toEqual([]);
  });
});

describe('a plan', () => {
  it('comes back exactly as it was saved', async () => {
    const saved = plan();
    await store.savePlan(saved);
    await reopen();
    expect(await store.loadPlan(saved.experiment.name)).toEqual(saved);
    expect(JSON.stringify(await store.loadPlan(saved.experiment.name))).toBe(JSON.stringify(saved));
  });

  it('is replaced by the next one of the same experiment, and results stay', async () => {
    const [one, two] = [plan(), plan([3])];
    await store.savePlan(one);
    await store.saveStage(recordOf(one.stages[0]!), result);
    await store.savePlan(two);
    expect(await store.loadPlan('example')).toEqual(two);
    expect(await store.metrics(one.stages[0]!.key)).toEqual(result.metrics);
  });

  it('is absent, not empty, where nothing was saved', async () => {
    expect(await store.loadPlan('example')).toBeNull();
    expect(await store.experiments()).toEqual([]);
    expect(await store.environment('example')).toBeNull();
  });

  it('keeps the environment of its latest run', async () => {
    const environment: Environment = {
      ...{ commit: 'abc', dirty: false, node: 'v20', platform: 'linux', cpu: 'one', cores: 2 },
      ...{ memoryBytes: 1, packages: { knex: '3' } },
    };
    await store.savePlan(plan());
    expect((await store.experiments())[0]).toMatchObject({ name: 'example', trials: 4, savedAt: null });
    await store.saveEnvironment('example', environment, '2026-01-01T00:00:00.000Z');
    await store.saveEnvironment('example', { ...environment, dirty: true }, '2026-01-02T00:00:00.000Z');
    expect(await store.environment('example')).toEqual({ ...environment, dirty: true });
    expect((await store.experiments())[0]!.savedAt).toBe('2026-01-02T00:00:00.000Z');
  });
});

describe('a stage', () => {
  it('comes back with every bit of its numbers, in the order it gave them', async () => {
    const stage = plan().stages[0]!;
    await store.saveStage(recordOf(stage), result);
    await reopen();
    expect((await store.stages([stage.key, 'unknown'])).get(stage.key)).toEqual(recordOf(stage));
    expect((await store.stages(['unknown'])).size).toBe(0);
    expect(await store.metrics(stage.key)).toEqual(result.metrics);
    expect(await store.predictions(stage.key)).toEqual(result.predictions);
  });

  it('keeps what its key is the hash of', async () => {
    const stage = plan().stages[0]!;
    await store.saveStage(recordOf(stage), result);
    const identity = (await store.stages([stage.key])).get(stage.key)?.identity;
    expect(createHash('sha256').update(canonicalJson(identity)).digest('hex')).toBe(stage.key);
  });

  it('of an older version, which did not keep it, says so', async () => {
    const stage = plan().stages[0]!;
    await store.saveStage(recordOf(stage, { identity: null }), result);
    expect((await store.stages([stage.key])).get(stage.key)?.identity).toBeNull();
  });

  it('of an older version, which did not keep how it came about, says so', async () => {
    const stage = plan().stages[0]!;
    await store.saveStage(recordOf(stage, { provenance: null }), result);
    expect((await store.stages([stage.key])).get(stage.key)?.provenance).toBeNull();
  });

  it('that failed is replaced, whole, once it is done', async () => {
    const stage = plan().stages[0]!;
    await store.saveStage(recordOf(stage, { status: 'failed', error: 'Out of memory.' }), null);
    expect((await store.allStages())[0]).toMatchObject({ status: 'failed', error: 'Out of memory.' });
    await store.saveStage(recordOf(stage), result);
    await store.saveStage(recordOf(stage), result);
    expect(await store.allStages()).toEqual([recordOf(stage)]);
    expect(await store.metrics(stage.key)).toHaveLength(3);
  });

  it('is kept with ten thousand metrics and predictions', async () => {
    const stage = plan().stages[0]!;
    const metrics = Array.from({ length: 10_000 }, (_, step) => ({ ...result.metrics[0]!, step }));
    const predictions = Array.from({ length: 10_000 }, (_, i) => ({ ...result.predictions[0]!, id: `${i}` }));
    await store.saveStage(recordOf(stage), { metrics, predictions, facts: {} });
    expect(await store.metrics(stage.key)).toEqual(metrics);
    expect(await store.predictions(stage.key)).toEqual(predictions);
  });

  it('leaves nothing behind when a part of it cannot be saved', async () => {
    const stage = plan().stages[0]!;
    const broken = { ...result, metrics: [...result.metrics, { ...result.metrics[0]!, value: NaN }] };
    await expect(store.saveStage(recordOf(stage), broken)).rejects.toThrow('gave NaN as its loss on train');
    expect(await store.allStages()).toEqual([]);
    expect(await store.metrics(stage.key)).toEqual([]);
  });

  it('has its artifacts and its event log in places named by its key', () => {
    expect(store.artifacts('abcdef')).toBe(join(folder, 'artifacts', 'ab', 'abcdef'));
    expect(store.eventLog('abcdef')).toBe(join(folder, 'events', 'ab', 'abcdef.jsonl'));
  });
});

describe('a prediction', () => {
  it('of a number comes back with every bit, without scores', async () => {
    const stage = plan().stages[0]!;
    const predictions = [{ split: 'dev', id: 'a', label: 3.8, predicted: 0.1 + 0.2, scores: [] }];
    await store.saveStage(recordOf(stage), { ...result, predictions });
    await reopen();
    expect(await store.predictions(stage.key)).toEqual(predictions);
  });
});

describe('uncommitted changes', () => {
  it('are kept once, byte for byte', async () => {
    const content = Buffer.from([0x2b, 0xff, 0x00, 0xe9, 0x0a]);
    expect(await store.diff('hash')).toBeNull();
    await store.saveDiff({ sha256: 'hash', bytes: 7, content });
    await store.saveDiff({ sha256: 'hash', bytes: 1, content: Buffer.from('other') });
    await reopen();
    expect(await store.diff('hash')).toEqual({ sha256: 'hash', bytes: 7, content });
  });
});

describe('a data hash', () => {
  it('is remembered with its files, in their order, and the first telling stays', async () => {
    const files = [
      { name: 'b', sha256: '1' },
      { name: 'a', sha256: '2' },
    ];
    expect(await store.dataFiles('hash')).toBeNull();
    await store.saveData('hash', files);
    await store.saveData('hash', []);
    await reopen();
    expect(await store.dataFiles('hash')).toEqual(files);
  });
});

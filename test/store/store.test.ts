import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planExperiment } from '../../src/plan/build.js';
import { plannedHypotheses } from '../../src/plan/hypotheses.js';
import { canonicalJson } from '../../src/canonical-json.js';
import type { Plan } from '../../src/plan/plan.js';
import type { Environment } from '../../src/store/store.js';
import { experiment, INPUTS } from '../plan/examples.js';
import { storeForEach } from './each.js';
import { plan, recordOf, result } from './records.js';

const each = storeForEach();

describe('a hypothesis', () => {
  const stated = (hypothesis: string): Plan =>
    planExperiment(
      experiment({ hypotheses: { one: { hypothesis, expect: 'untested', reason: 'A test.' } } }),
      INPUTS,
    );
  const save = async (hypothesis: string, at: string): Promise<void> => {
    await each.store.savePlan(stated(hypothesis));
    await each.store.saveHypotheses('example', plannedHypotheses(stated(hypothesis)), at);
  };

  it('keeps the time at which it was first saved; one that was edited has its own', async () => {
    await save('A.', '2026-01-02T00:00:00.000Z');
    await save('B.', '2026-01-03T00:00:00.000Z');
    await save('A.', '2026-01-04T00:00:00.000Z');
    await each.reopen();
    const found = await each.store.hypotheses('example');
    expect(found.map(({ hypothesis, writtenAt }) => [hypothesis.hypothesis, writtenAt])).toEqual([
      ['A.', '2026-01-02T00:00:00.000Z'],
      ['B.', '2026-01-03T00:00:00.000Z'],
    ]);
    expect(found[0]!.hash).toBe(plannedHypotheses(stated('A.'))[0]!.hash);
    expect(await each.store.hypotheses('another')).toEqual([]);
  });
});

describe('a plan', () => {
  it('comes back exactly as it was saved', async () => {
    const saved = plan();
    await each.store.savePlan(saved);
    await each.reopen();
    expect(await each.store.loadPlan(saved.experiment.name)).toEqual(saved);
    expect(JSON.stringify(await each.store.loadPlan(saved.experiment.name))).toBe(JSON.stringify(saved));
  });

  it('is replaced by the next one of the same experiment, and results stay', async () => {
    const [one, two] = [plan(), plan([3])];
    await each.store.savePlan(one);
    await each.store.saveStage(recordOf(one.stages[0]!), result);
    await each.store.savePlan(two);
    expect(await each.store.loadPlan('example')).toEqual(two);
    expect(await each.store.metrics(one.stages[0]!.key)).toEqual(result.metrics);
  });

  it('is absent, not empty, where nothing was saved', async () => {
    expect(await each.store.loadPlan('example')).toBeNull();
    expect(await each.store.experiments()).toEqual([]);
    expect(await each.store.environment('example')).toBeNull();
  });

  it('keeps the environment of its latest run', async () => {
    const environment: Environment = {
      ...{ commit: 'abc', dirty: false, node: 'v20', platform: 'linux', cpu: 'one', cores: 2 },
      ...{ memoryBytes: 1, packages: { knex: '3' } },
    };
    await each.store.savePlan(plan());
    expect((await each.store.experiments())[0]).toMatchObject({ name: 'example', trials: 4, savedAt: null });
    await each.store.saveEnvironment('example', environment, '2026-01-01T00:00:00.000Z');
    await each.store.saveEnvironment('example', { ...environment, dirty: true }, '2026-01-02T00:00:00.000Z');
    expect(await each.store.environment('example')).toEqual({ ...environment, dirty: true });
    expect((await each.store.experiments())[0]!.savedAt).toBe('2026-01-02T00:00:00.000Z');
  });
});

describe('a stage', () => {
  it('comes back with every bit of its numbers, in the order it gave them', async () => {
    const stage = plan().stages[0]!;
    await each.store.saveStage(recordOf(stage), result);
    await each.reopen();
    expect((await each.store.stages([stage.key, 'unknown'])).get(stage.key)).toEqual(recordOf(stage));
    expect((await each.store.stages(['unknown'])).size).toBe(0);
    expect(await each.store.metrics(stage.key)).toEqual(result.metrics);
    const { name } = result.metrics[0]!;
    expect(await each.store.metrics(stage.key, name)).toEqual(
      result.metrics.filter((metric) => metric.name === name),
    );
    expect(await each.store.predictions(stage.key)).toEqual(result.predictions);
  });

  it('keeps what its key is the hash of', async () => {
    const stage = plan().stages[0]!;
    await each.store.saveStage(recordOf(stage), result);
    const identity = (await each.store.stages([stage.key])).get(stage.key)?.identity;
    expect(createHash('sha256').update(canonicalJson(identity)).digest('hex')).toBe(stage.key);
  });

  it('of an older version, which did not keep it, says so', async () => {
    const stage = plan().stages[0]!;
    await each.store.saveStage(recordOf(stage, { identity: null }), result);
    expect((await each.store.stages([stage.key])).get(stage.key)?.identity).toBeNull();
  });

  it('of an older version, which did not keep how it came about, says so', async () => {
    const stage = plan().stages[0]!;
    await each.store.saveStage(recordOf(stage, { provenance: null }), result);
    expect((await each.store.stages([stage.key])).get(stage.key)?.provenance).toBeNull();
  });

  it('that failed is replaced, whole, once it is done', async () => {
    const stage = plan().stages[0]!;
    await each.store.saveStage(recordOf(stage, { status: 'failed', error: 'Out of memory.' }), null);
    expect((await each.store.allStages())[0]).toMatchObject({ status: 'failed', error: 'Out of memory.' });
    await each.store.saveStage(recordOf(stage), result);
    await each.store.saveStage(recordOf(stage), result);
    expect(await each.store.allStages()).toEqual([recordOf(stage)]);
    expect(await each.store.metrics(stage.key)).toHaveLength(3);
  });

  it('is kept with ten thousand metrics and predictions', async () => {
    const stage = plan().stages[0]!;
    const metrics = Array.from({ length: 10_000 }, (_, step) => ({ ...result.metrics[0]!, step }));
    const predictions = Array.from({ length: 10_000 }, (_, i) => ({ ...result.predictions[0]!, id: `${i}` }));
    await each.store.saveStage(recordOf(stage), { metrics, predictions, facts: {} });
    expect(await each.store.metrics(stage.key)).toEqual(metrics);
    expect(await each.store.predictions(stage.key)).toEqual(predictions);
  });

  it('leaves nothing behind when a part of it cannot be saved', async () => {
    const stage = plan().stages[0]!;
    const broken = { ...result, metrics: [...result.metrics, { ...result.metrics[0]!, value: NaN }] };
    await expect(each.store.saveStage(recordOf(stage), broken)).rejects.toThrow(
      'gave NaN as its loss on train',
    );
    expect(await each.store.allStages()).toEqual([]);
    expect(await each.store.metrics(stage.key)).toEqual([]);
  });

  it('has its artifacts and its event log in places named by its key', () => {
    expect(each.store.artifacts('abcdef')).toBe(join(each.folder, 'artifacts', 'ab', 'abcdef'));
    expect(each.store.eventLog('abcdef')).toBe(join(each.folder, 'events', 'ab', 'abcdef.jsonl'));
  });
});

describe('a prediction', () => {
  it('of a number comes back with every bit, without scores', async () => {
    const stage = plan().stages[0]!;
    const predictions = [{ split: 'dev', id: 'a', label: 3.8, predicted: 0.1 + 0.2, scores: [] }];
    await each.store.saveStage(recordOf(stage), { ...result, predictions });
    await each.reopen();
    expect(await each.store.predictions(stage.key)).toEqual(predictions);
  });
});

describe('uncommitted changes', () => {
  it('are kept once, byte for byte', async () => {
    const content = Buffer.from([0x2b, 0xff, 0x00, 0xe9, 0x0a]);
    expect(await each.store.diff('hash')).toBeNull();
    await each.store.saveDiff({ sha256: 'hash', bytes: 7, content });
    await each.store.saveDiff({ sha256: 'hash', bytes: 1, content: Buffer.from('other') });
    await each.reopen();
    expect(await each.store.diff('hash')).toEqual({ sha256: 'hash', bytes: 7, content });
  });
});

describe('a data hash', () => {
  it('is remembered with its files, in their order, and the first telling stays', async () => {
    const files = [
      { name: 'b', sha256: '1' },
      { name: 'a', sha256: '2' },
    ];
    expect(await each.store.dataFiles('hash')).toBeNull();
    await each.store.saveData('hash', files);
    await each.store.saveData('hash', []);
    await each.reopen();
    expect(await each.store.dataFiles('hash')).toEqual(files);
  });
});

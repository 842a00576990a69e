import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../src/experiment/schema.js';
import { planExperiment } from '../../src/plan/build.js';
import { canonicalJson } from '../../src/canonical-json.js';
import { stageKey } from '../../src/plan/keys.js';
import { STAGE_KINDS, STAGES, taskOf } from '../../src/stages/index.js';
import type { Plan } from '../../src/plan/plan.js';
import type { StageKind } from '../../src/stages/index.js';
import { experiment, INPUTS, keysOf } from './examples.js';

const FROM_TOKENS: readonly StageKind[] = ['tokenize', 'pretrain', 'overlap', 'finetune', 'evaluate'];
const FROM_PRETRAINING: readonly StageKind[] = ['pretrain', 'finetune', 'evaluate'];

/** Kinds of stages whose keys differ between two plans. */
function changed(before: Plan, after: Plan): StageKind[] {
  return STAGE_KINDS.filter((kind) => keysOf(before, kind).join() !== keysOf(after, kind).join());
}

describe('keys', () => {
  const plan = planExperiment(experiment(), INPUTS);
  it('the data of one task changes that task alone', () => {
    const dataHashes = { ...INPUTS.dataHashes, race: 'other bytes' };
    const other = new Set(keysOf(planExperiment(experiment(), { ...INPUTS, dataHashes })));
    const gone = plan.stages.filter(({ key }) => !other.has(key)).map(({ label }) => label);
    expect(gone).toEqual([
      'majority race',
      'bag-of-words race',
      'overlap race',
      'finetune race · reference · seed 1',
      'evaluate race · reference · seed 1',
    ]);
  });

  it('the corpus changes all that is learned from it, the engine all that it computes', () => {
    const corpus = planExperiment(experiment(), { ...INPUTS, corpusHash: 'other bytes' });
    expect(changed(plan, corpus)).toEqual(FROM_TOKENS);
    const engine = planExperiment(experiment(), { ...INPUTS, numericsVersion: 'native-2' });
    expect(changed(plan, engine)).toEqual(FROM_PRETRAINING);
  });

  it('sizes of the data and the rate change estimates and no key', () => {
    const other = planExperiment(experiment(), { ...INPUTS, corpusBytes: 1, rate: () => 1, taskSizes: {} });
    expect(changed(plan, other)).toEqual([]);
  });

  it('the seed changes training and not the tokens', () => {
    expect(changed(plan, planExperiment(experiment({ seeds: [2] }), INPUTS))).toEqual([
      'pretrain',
      'finetune',
      'evaluate',
      'baseline',
    ]);
  });

  it('what has no effect changes no key', () => {
    const same = (one: Parameters<typeof experiment>[0], other: Parameters<typeof experiment>[0]) =>
      expect(
        changed(planExperiment(experiment(one), INPUTS), planExperiment(experiment(other), INPUTS)),
      ).toEqual([]);
    const constant = (warmupSteps: number) => ({ pretrain: { schedule: 'constant' as const, warmupSteps } });
    same(constant(0), constant(100));
    same({ finetune: { transferredLayers: 4 } }, { finetune: { transferredLayers: null } });
    same(
      { finetune: { initFrom: 'scratch' } },
      { finetune: { initFrom: 'scratch' }, pretrain: { steps: 2000 } },
    );
    same({ sweep: { factors: { 'model.heads': [4] } } }, {});
    same({ pretrain: { seed: 1 } }, {});
    same(
      { finetune: { maxTrainExamples: 50, taskLimits: { race: 60 } } },
      { finetune: { maxTrainExamples: 50 } },
    );
    const undecayed = (decayEmbeddings: boolean) => ({
      pretrain: { optimizer: { weightDecay: 0, decayEmbeddings } },
    });
    same(undecayed(true), undecayed(false));
  });

  it('a limit of one task is that of all where it is the task alone', () => {
    const of = (finetune: object) =>
      keysOf(planExperiment(experiment({ finetune, evaluate: { tasks: ['race'] } }), INPUTS));
    expect(of({ taskLimits: { race: 60 } })).toEqual(of({ maxTrainExamples: 60 }));
    const limited = planExperiment(experiment({ finetune: { taskLimits: { race: 60 } } }), INPUTS);
    const known = new Set(keysOf(plan));
    const changedTasks = limited.stages.filter(({ key }) => !known.has(key)).map(({ spec }) => taskOf(spec));
    expect([...new Set(changedTasks)]).toEqual(['race']);
  });

  it('dropout of fine-tuning changes no pre-training', () => {
    const dropped = planExperiment(experiment({ finetune: { dropout: 0.1 } }), INPUTS);
    expect(keysOf(dropped, 'pretrain')).toEqual(keysOf(plan, 'pretrain'));
    expect(keysOf(dropped, 'finetune')).not.toEqual(keysOf(plan, 'finetune'));
  });

  it('seeds share a pre-training that has a seed of its own', () => {
    const shared = planExperiment(experiment({ seeds: [1, 2, 3], pretrain: { seed: 1 } }), INPUTS);
    expect(keysOf(shared, 'pretrain')).toEqual(keysOf(plan, 'pretrain'));
    expect(keysOf(shared, 'finetune')).toHaveLength(3 * 5);
  });

  it('losses beyond the trained length are a stage of each pre-training and change no other', () => {
    const asked = (options: Parameters<typeof experiment>[0] = {}) =>
      planExperiment(experiment({ evaluate: { contextFactors: [4, 2] }, ...options }), INPUTS);
    expect(keysOf(asked(), 'extrapolate')).toHaveLength(1);
    expect(changed(plan, asked())).toEqual(['extrapolate']);
    const other = planExperiment(experiment({ evaluate: { contextFactors: [2, 4, 4] } }), INPUTS);
    expect(keysOf(other)).toEqual(keysOf(asked()));
    expect(keysOf(asked({ seeds: [1, 2], pretrain: { seed: 1 } }), 'extrapolate')).toHaveLength(1);
    expect(keysOf(asked({ finetune: { initFrom: 'scratch' } }), 'extrapolate')).toEqual([]);
  });

  it('a task taken away or added leaves the others as they are', () => {
    const two = planExperiment(experiment({ evaluate: { tasks: ['race', 'mnli'] } }), INPUTS);
    const all = new Set(keysOf(plan));
    expect(keysOf(two).filter((key) => !all.has(key))).toEqual([]);
  });

  it('do not depend on the order in which options are written', () => {
    const reverse = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, child]) => [key, reverse(child)]),
          )
        : value;
    const reversed = reverse(experiment()) as Experiment;
    expect(keysOf(planExperiment(reversed, INPUTS))).toEqual(keysOf(plan));
  });

  it('are 64 hex digits, and stay what they are until a stage version is raised on purpose', () => {
    const spec = {
      kind: 'tokenize',
      tokenizer: { vocabularySize: 512 },
      corpus: 'x',
      corpusHash: 'y',
    } as const;
    expect(STAGES.tokenize.declare.version).toBe(1);
    expect(stageKey(spec, 'any')).toBe('a35eeaba6622a4402bda01345326751c51f01060c4e68b78610c9ffcd1f7ba64');
  });

  it('canonical JSON sorts keys at every depth and keeps lists in order', () => {
    expect(canonicalJson({ b: [2, { d: null, c: 'x' }], a: true })).toBe(
      '{"a":true,"b":[2,{"c":"x","d":null}]}',
    );
  });
});

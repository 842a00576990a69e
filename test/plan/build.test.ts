import { describe, expect, it } from 'vitest';
import { parameterCount } from '../../src/models/gpt/size.js';
import { planExperiment } from '../../src/plan/build.js';
import { withUpstream } from '../../src/plan/upstream.js';
import { experiment, INPUTS, keysOf, stagesOf } from './examples.js';

const oneFactor = (factors: Record<string, (string | number | null)[]>) => ({ sweep: { factors } });

describe('a plan', () => {
  const plan = planExperiment(experiment({ ...oneFactor({ 'model.heads': [2, 4] }), seeds: [1, 2] }), INPUTS);

  it('has a trial for every variant with every seed', () => {
    expect(plan.trials.map(({ variant, seed }) => [variant, seed])).toEqual([
      ['reference', 1],
      ['reference', 2],
      ['heads=2', 1],
      ['heads=2', 2],
    ]);
  });

  it('has every stage of one trial in order: one pre-training shared by the five tasks', () => {
    const trial = planExperiment(experiment(), INPUTS);
    expect(trial.stages.map(({ label }) => label)).toEqual([
      'majority sst-2',
      'bag-of-words sst-2',
      'majority qqp',
      'bag-of-words qqp',
      'majority mnli',
      'bag-of-words mnli',
      'majority race',
      'bag-of-words race',
      'majority storycloze',
      'bag-of-words storycloze',
      'tokenize miniature · vocabulary size 1024',
      'pretrain · reference · seed 1',
      'overlap sst-2',
      'finetune sst-2 · reference · seed 1',
      'evaluate sst-2 · reference · seed 1',
      'overlap qqp',
      'finetune qqp · reference · seed 1',
      'evaluate qqp · reference · seed 1',
      'overlap mnli',
      'finetune mnli · reference · seed 1',
      'evaluate mnli · reference · seed 1',
      'overlap race',
      'finetune race · reference · seed 1',
      'evaluate race · reference · seed 1',
      'overlap storycloze',
      'finetune storycloze · reference · seed 1',
      'evaluate storycloze · reference · seed 1',
    ]);
    expect(trial.trials[0]?.stages).toEqual(keysOf(trial).slice(10));
  });

  it('shares tokens between all trials and a pre-training between those of one model, recipe and seed', () => {
    expect(stagesOf(plan, 'tokenize')).toHaveLength(1);
    expect(stagesOf(plan, 'pretrain')).toHaveLength(4);
    const finetuned = oneFactor({
      'finetune.epochs': [1, 3],
      'finetune.inputFormat': ['prompt'],
      'model.dropout.classifier': [0],
    });
    const shared = planExperiment(experiment({ ...finetuned, seeds: [1, 2] }), INPUTS);
    expect(shared.trials).toHaveLength(8);
    expect(stagesOf(shared, 'pretrain').map(({ label }) => label)).toEqual([
      'pretrain · reference · seed 1',
      'pretrain · reference · seed 2',
    ]);
    expect(stagesOf(shared, 'finetune')).toHaveLength(8 * 5);
  });

  it('pre-trains nothing for a trial from scratch, and tokenizes all the same', () => {
    const both = planExperiment(experiment(oneFactor({ 'finetune.initFrom': ['scratch'] })), INPUTS);
    expect(stagesOf(both, 'pretrain')).toHaveLength(1);
    const scratch = planExperiment(experiment({ finetune: { initFrom: 'scratch' } }), INPUTS);
    expect(stagesOf(scratch, 'pretrain')).toEqual([]);
    expect(stagesOf(scratch, 'tokenize')).toHaveLength(1);
    expect(
      stagesOf(scratch, 'finetune').every(({ spec }) => 'pretrain' in spec && spec.pretrain === null),
    ).toBe(true);
  });

  it('looks for overlap once a task where all training examples are used, and once a seed where they are drawn', () => {
    const labels = (options: Parameters<typeof experiment>[0]) =>
      stagesOf(planExperiment(experiment({ ...options, seeds: [1, 2] }), INPUTS), 'overlap')
        .map(({ label }) => label)
        .filter((label) => label.includes('mnli'));
    expect(labels(oneFactor({ 'model.heads': [2, 8] }))).toEqual(['overlap mnli']);
    expect(labels({ ...oneFactor({ 'model.heads': [2, 8] }), finetune: { maxTrainExamples: 50 } })).toEqual([
      'overlap mnli · reference · seed 1',
      'overlap mnli · reference · seed 2',
    ]);
  });

  it('lists each key once, and inputs before the stages that read them', () => {
    const done = new Set<string>();
    for (const { key, inputs } of plan.stages) {
      expect(done.has(key)).toBe(false);
      for (const input of inputs) expect(done.has(input)).toBe(true);
      done.add(key);
    }
    for (const key of plan.trials.flatMap(({ stages }) => stages)) expect(done.has(key)).toBe(true);
  });

  it('gives the stages of some keys with all that they need, in its order', () => {
    const trial = planExperiment(experiment(), INPUTS);
    const [race] = stagesOf(trial, 'evaluate').filter(({ label }) => label.includes('race'));
    expect(withUpstream(trial, [race!.key]).map(({ spec }) => spec.kind)).toEqual([
      'tokenize',
      'pretrain',
      'finetune',
      'evaluate',
    ]);
    expect(withUpstream(trial, [])).toEqual([]);
  });

  it('has baselines of each task that belong to no trial, or none where none are asked for', () => {
    const ofTrials = new Set(plan.trials.flatMap(({ stages }) => stages));
    expect(stagesOf(plan, 'baseline')).toHaveLength(10);
    expect(keysOf(plan, 'baseline').some((key) => ofTrials.has(key))).toBe(false);
    const without = planExperiment(experiment({ evaluate: { baselines: [] } }), INPUTS);
    expect(stagesOf(without, 'baseline')).toEqual([]);
  });

  it('is frozen, is JSON, and comes out the same again', () => {
    const text = JSON.stringify(plan);
    expect(JSON.parse(text)).toEqual(plan);
    expect(() => ((plan.experiment.model as { heads: number }).heads = 3)).toThrow(TypeError);
    const again = planExperiment(
      experiment({ ...oneFactor({ 'model.heads': [2, 4] }), seeds: [1, 2] }),
      INPUTS,
    );
    expect(JSON.stringify(again)).toBe(text);
  });

  it('leaves the experiment that it was given as it was', () => {
    const given = experiment(oneFactor({ 'model.heads': [8] }));
    planExperiment(given, INPUTS);
    expect(given).toEqual(experiment(oneFactor({ 'model.heads': [8] })));
    expect(Object.isFrozen(given)).toBe(false);
  });

  it('grows by exactly the new seed when a seed is added, and by the new level when one is', () => {
    const small = new Set(keysOf(plan));
    const factors = (levels: number[]) => oneFactor({ 'model.heads': levels });
    const moreSeeds = planExperiment(experiment({ ...factors([2, 4]), seeds: [1, 2, 7] }), INPUTS);
    const added = moreSeeds.stages.filter(({ key }) => !small.has(key));
    expect(moreSeeds.stages).toHaveLength(small.size + added.length);
    expect(added).toHaveLength(2 * (1 + 5 + 5));
    expect(added.every(({ label }) => label.endsWith('seed 7'))).toBe(true);
    const moreLevels = planExperiment(experiment({ ...factors([2, 4, 8]), seeds: [1, 2] }), INPUTS);
    const ofLevel = moreLevels.stages.filter(({ key }) => !small.has(key));
    expect(ofLevel).toHaveLength(2 * (1 + 5 + 5));
    expect(ofLevel.every(({ label }) => label.includes('heads=8'))).toBe(true);
  });

  it('fails where it was told no hash of a task', () => {
    expect(() => planExperiment(experiment(), { ...INPUTS, dataHashes: {} })).toThrow(
      'no hash of the data of sst-2',
    );
  });
});

describe('estimates', () => {
  const stage = (options: Parameters<typeof experiment>[0], label: string) => {
    const found = planExperiment(experiment(options), INPUTS).stages.find((one) =>
      one.label.startsWith(label),
    );
    if (found === undefined) throw new Error(`No stage ${label}.`);
    return found.estimate;
  };

  it('of a pre-training: parameters, three times the forward FLOPs of all tokens, bytes of weights and checkpoint', () => {
    const { model, pretrain } = experiment();
    const parameters = parameterCount(model, 1027);
    const perToken = 3 * (2 * (4 * 12 * 128 ** 2 + 1027 * 128) + 4 * 4 * 128 * 128);
    const flops = pretrain.steps * pretrain.batchSize * 128 * perToken;
    expect(stage({}, 'pretrain')).toMatchObject({
      parameters,
      flops,
      seconds: flops / 1e10,
      bytes: parameters * 16,
    });
  });

  it('double with twice the steps, and with twice the examples', () => {
    const steps = (count: number) => stage({ pretrain: { steps: count } }, 'pretrain').flops;
    expect(steps(2000)).toBe(2 * steps(1000));
    const examples = (count: number) =>
      stage({ finetune: { maxTrainExamples: count } }, 'finetune mnli').flops;
    expect(examples(400)).toBe(2 * examples(200));
    expect(examples(5000)).toBe(examples(1000));
  });

  it('of fine-tuning without the auxiliary loss save the output layer', () => {
    const flops = (lmLossWeight: number) => stage({ finetune: { lmLossWeight } }, 'finetune mnli').flops;
    expect(flops(0)).toBeLessThan(flops(0.5));
  });

  it('say null, not 0, for the parameters of what has no model', () => {
    expect(stage({}, 'tokenize').parameters).toBeNull();
    expect(stage({}, 'majority').parameters).toBeNull();
  });
});

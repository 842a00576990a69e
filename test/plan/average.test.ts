/** What a plan says of a pre-training whose weights are averaged: its identity, its cost, its words. */
import { describe, expect, it } from 'vitest';
import { planExperiment } from '../../src/plan/build.js';
import { identityOf } from '../../src/plan/keys.js';
import { pretrainOptions, pretrainText } from '../../src/stages/pretrain/options.js';
import { problemsOf } from '../experiment/experiment-files.js';
import { experiment, INPUTS, keysOf, stagesOf } from './examples.js';

const planned = (pretrain: object = {}) => planExperiment(experiment({ pretrain }), INPUTS);
const plain = planned();
const averaged = planned({ averageDecay: 0.999 });
const pretrainingOf = (plan: typeof plain) => stagesOf(plan, 'pretrain')[0]!;
const identity = (plan: typeof plain) => identityOf(pretrainingOf(plan).spec, INPUTS.numericsVersion);

describe('an average of the weights', () => {
  it('is in the identity of the pre-training and of all that is trained from it', () => {
    expect(identity(averaged)).toMatchObject({ pretrain: { averageDecay: 0.999 } });
    for (const kind of ['pretrain', 'finetune', 'evaluate'] as const)
      expect(keysOf(averaged, kind), kind).not.toEqual(keysOf(plain, kind));
    expect(keysOf(planned({ averageDecay: 0.99 }))).not.toEqual(keysOf(averaged));
  });

  it('leaves identities as they were where there is none', () => {
    expect(identity(plain)['pretrain']).not.toHaveProperty('averageDecay');
    expect(keysOf(planned({ averageDecay: null }))).toEqual(keysOf(plain));
  });

  it('takes room on the disk, in the checkpoint, and in memory', () => {
    const [without, having] = [pretrainingOf(plain).estimate, pretrainingOf(averaged).estimate];
    const copy = 4 * without.parameters!;
    expect(having.bytes - without.bytes).toBe(copy);
    expect(having.memory).toEqual({ ...without.memory, weights: without.memory.weights + 4 * copy });
  });

  it('is told among what the pre-training is set to do', () => {
    const text = (options: object) => pretrainText(pretrainOptions.parse(options), String);
    expect(text({ averageDecay: 0.999 })).toContain('weights averaged with decay 0.999');
    expect(text({})).not.toContain('averaged');
  });
});

describe('a decay that is none', () => {
  it.each([
    ['0', '0. Expected a number above 0 and below 1 or null.'],
    ['1', '1. Expected a number above 0 and below 1 or null.'],
    ['-0.5', '-0.5. Expected a number above 0 and below 1 or null.'],
    ['true', 'true. Expected a number above 0 and below 1 or null.'],
    ['"high"', '"high". Expected a number above 0 and below 1 or null.'],
  ])('is refused: %s', async (given, told) => {
    const [first, ...others] = await problemsOf(`pretrain: { averageDecay: ${given} }`);
    expect(first).toContain(`pretrain.averageDecay is ${told}`);
    expect(others).toEqual([]);
  });
});

/** What a plan says of memory: which stage needs most, and how many workers a machine holds. */
import { describe, expect, it } from 'vitest';
import { memoryShortage } from '../../src/cli/terminal/memory.js';
import { planExperiment } from '../../src/plan/build.js';
import { bytesOf, memoryNeed } from '../../src/plan/memory.js';
import { problemsOf } from '../experiment/experiment-files.js';
import { experiment, INPUTS, stagesOf } from './examples.js';

const planned = (model: object, isFused = true) =>
  planExperiment(experiment({ model }), { ...INPUTS, isFused });
const pretrainOf = (model: object, isFused = true) => stagesOf(planned(model, isFused), 'pretrain')[0]!;

describe('estimated memory', () => {
  it('of a pre-training is near what its process was seen to take', () => {
    // Peak resident size on the native engine, batch size as given, vocabulary size 700: 611 MB and 2,710 MB.
    const measured = [
      { batchSize: 16, model: { hiddenSize: 256, contextLength: 256 }, peak: 611e6 },
      { batchSize: 8, model: { hiddenSize: 768, layers: 6, contextLength: 128 }, peak: 2710e6 },
    ];
    for (const { batchSize, model, peak } of measured) {
      const options = { tokenizer: { vocabularySize: 700 }, model, pretrain: { batchSize } };
      const [stage] = stagesOf(planExperiment(experiment(options), INPUTS), 'pretrain');
      expect(bytesOf(stage!) / peak).toBeGreaterThan(1);
      expect(bytesOf(stage!) / peak).toBeLessThan(1.3);
    }
  });

  it('of a task with options counts once what all options of an example begin with, and so does its cost', () => {
    const estimateOf = (prefix: number) => {
      const taskSizes = { race: { train: 1000, evaluate: 400, tokens: 400, prefix } };
      const options = experiment({ evaluate: { tasks: ['race'] }, model: { contextLength: 512 } });
      return stagesOf(planExperiment(options, { ...INPUTS, taskSizes }), 'finetune')[0]!.estimate;
    };
    const [apart, shared] = [estimateOf(0), estimateOf(90)];
    // four options of 100 tokens, 90 of them the passage: 400 tokens, or 90 + 4 · 10
    expect(shared.flops / apart.flops).toBeCloseTo(130 / 400, 12);
    expect(shared.memory.activations).toBeLessThan(0.5 * apart.memory.activations);
  });

  it('holds attention’s scores and the logits of a batch where the engine stores them', () => {
    const fused = pretrainOf({}).estimate.memory;
    const plain = pretrainOf({}, false).estimate.memory;
    expect(plain.weights).toBe(fused.weights);
    expect(plain.activations).toBeGreaterThan(fused.activations);
  });

  it('is no part of any key', () => {
    expect(planned({}, false).stages.map(({ key }) => key)).toEqual(planned({}).stages.map(({ key }) => key));
  });
});

describe('a machine', () => {
  const { stages } = planned({});
  const largest = Math.max(...stages.map(bytesOf));

  it('that holds all workers is no reason for a word', () => {
    expect(memoryShortage(memoryNeed(stages, { workers: 2, machine: 3 * largest }))).toBeNull();
  });

  it('that holds fewer workers is told with how many', () => {
    const told = memoryShortage(memoryNeed(stages, { workers: 2, machine: 1.2 * largest }));
    expect(told).toMatch(/^2 workers at once need about .* 1 worker would fit: --set engine\.workers=1\.$/);
  });

  it('that holds not even one stage is told with what the stage needs it for', () => {
    const told = memoryShortage(memoryNeed(stages, { workers: 2, machine: largest / 2 }));
    expect(told).toMatch(
      /^"\w+ .*" needs about .* for weights, gradients, .* for activations, .*; this machine has/,
    );
  });
});

describe('a size beyond what there can be', () => {
  it.each([
    ['engine: { threads: 1000000000 }', 'at most 64'],
    ['pretrain: { optimizer: { learningRate: 1.0e+308 } }', 'at most 3.4e+38'],
    ['model: { hiddenSize: 1000000 }', 'at most 23170'],
    ['model: { layers: 1000000000 }', 'at most 10000'],
    ['model: { contextLength: 1000000000 }', 'at most 1048576'],
    ['finetune: { batchSize: 1.0e+15 }', 'at most 2147483647'],
    ['engine: { stallTimeout: 1.0e+9 }', 'at most 2000000'],
  ])('is refused at its place: %s', async (text, most) => {
    expect(await problemsOf(text)).toEqual([
      expect.stringMatching(new RegExp(`^a\\.yaml:2:\\d+ .*${most.replace('+', '\\+')}`)),
    ]);
  });
});

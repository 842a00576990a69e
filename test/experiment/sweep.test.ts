import { describe, expect, it } from 'vitest';
import { combinationsOf } from '../../src/experiment/combinations.js';
import { withLevels } from '../../src/experiment/options.js';
import { load, problemsOf } from './experiment-files.js';

const names = async (text: string) => combinationsOf((await load(text)).experiment).map(({ name }) => name);

describe('designs', () => {
  it('one-factor: the reference, then every other level of each factor in turn', async () => {
    expect(
      await names(
        'sweep: { factors: { model.heads: [2, 4, 8], model.positionEncoding: [rotary, learned] } }',
      ),
    ).toEqual(['reference', 'heads=2', 'heads=8', 'positionEncoding=rotary']);
  });

  it('without factors there is the reference alone', async () => {
    expect(await names('')).toEqual(['reference']);
  });

  it('grid: every combination, named by what differs from the reference', async () => {
    expect(
      await names('sweep: { design: grid, factors: { model.heads: [4, 8], model.norm: [post, pre] } }'),
    ).toEqual(['reference', 'norm=pre', 'heads=8', 'heads=8 · norm=pre']);
  });

  it('list: the reference and the named variants; what equals the reference merges with it', async () => {
    expect(
      await names(
        'sweep: { design: list, variants: { wide: { model.hiddenSize: 256 }, same: { model.heads: 4 }, deep: { model.layers: 8 } } }',
      ),
    ).toEqual(['reference', 'wide', 'deep']);
  });

  it('list: names hold letters, digits, spaces and . _ + = -', async () => {
    expect(
      await names(
        'sweep: { design: list, variants: { Große Köpfe: { model.heads: 8 }, -norm +x_1.5=a: { model.norm: pre } } }',
      ),
    ).toEqual(['reference', 'Große Köpfe', '-norm +x_1.5=a']);
  });

  it('random: as many as asked, each once, the same for the same seed', async () => {
    const draw = (seed: number, samples: number) =>
      names(
        `sweep: { design: random, samples: ${samples}, seed: ${seed}, factors: { model.layers: [1, 2, 3, 4, 5], finetune.epochs: [1, 2, 3, 4] } }`,
      );
    const [one, again, other] = await Promise.all([draw(1, 6), draw(1, 6), draw(2, 6)]);
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    expect(new Set(one).size).toBe(6);
    expect(new Set(await draw(1, 20)).size).toBe(20);
    expect((await draw(1, 7)).slice(0, 6)).toEqual(one);
  });

  it('a random design draws from more combinations than a grid could hold', async () => {
    const levels = Array.from({ length: 100 }, (_, i) => i + 1).join(', ');
    const text = `sweep: { design: random, samples: 3, factors: { finetune.epochs: [${levels}], finetune.batchSize: [${levels}], finetune.maxTrainExamples: [${levels}], model.layers: [${levels}], tokenizer.vocabularySize: [${levels}], pretrain.batchSize: [${levels}] } }`;
    expect(await names(text)).toHaveLength(3);
  });

  it('names use the last part of a path, and more where that is ambiguous', async () => {
    expect(
      await names(
        'sweep: { factors: { pretrain.schedule: [constant], finetune.schedule: [constant], finetune.optimizer.maxGradNorm: [null] } }',
      ),
    ).toEqual(['reference', 'pretrain.schedule=constant', 'finetune.schedule=constant', 'maxGradNorm=null']);
  });
});

describe('levels and factors that make no sense', () => {
  it.each([
    [
      'factors: { model.heads: [2, "four"] }',
      'a.yaml:2:38 "four" is not a level of model.heads. Expected a whole number',
    ],
    ['factors: { model.heads: [2, 8, 8] }', 'a.yaml:2:41 model.heads holds 8 twice.'],
    ['factors: { model.heads: [2, 2.0] }', 'model.heads holds 2 twice.'],
    ['factors: { model.heads: [] }', 'sweep.factors.model.heads is an empty list.'],
    ['factors: { model.heads: 2 }', 'sweep.factors.model.heads is 2. Expected a list'],
    ['factors: { model.heads: [[2]] }', 'Expected text or a number or true or false or null.'],
    [
      'factors: { model.haeds: [2] }',
      'There is no option "model.haeds" to vary. Did you mean "model.heads"?',
    ],
    ['factors: { heads: [2] }', 'Did you mean "model.heads"?'],
    ['factors: { schedule: [constant] }', 'Did you mean "pretrain.schedule" or "finetune.schedule"?'],
    ['factors: { model.dropout: [0] }', 'Did you mean "model.dropout.embedding"'],
    ['factors: { model.positionEncoding: [rotery] }', 'Did you mean "rotary"?'],
    [
      'factors: { engine.threads: [1, 2] }',
      '"engine.threads" cannot be a factor: it is not an option of the model',
    ],
    ['factors: { report.title: [a] }', '"report.title" cannot be a factor'],
    ['factors: { seeds: [1] }', 'every variant is run with every seed'],
    ['factors: { evaluate.tasks: [mnli] }', 'variants are compared on the same examples'],
    ['factors: { pretrain.corpus: [books] }', 'an experiment has one corpus'],
    ['factors: { finetune.checkpointEvery: [1] }', 'it changes no result'],
    ['factors: { __proto__: [1] }', 'There is no option "__proto__".'],
    ['factors: { model.heads: [2, 3] }', 'a.yaml:2:38 model.heads must divide model.hiddenSize: 128 / 3'],
    [
      'factors: { pretrain.warmupSteps: [2000] }',
      '(variant "warmupSteps=2000"). pretrain.warmupSteps must be at most pretrain.steps.',
    ],
    [
      'factors: { pretrain.steps: [50] }',
      'The warm-up (100 steps) is longer than the pre-training (50) (variant "steps=50").',
    ],
    ['factors: { finetune.transferredLayers: [5] }', 'but the model has 4 layers'],
    [
      'factors: { finetune.transferredLayers: [4] }',
      '"transferredLayers=4" and "reference" would compute the same thing',
    ],
    ['design: grid', 'The design "grid" has no factors.'],
    ['design: gird', 'Did you mean "grid"?'],
    ['design: list', 'The design "list" has no variants.'],
    ['design: list, variants: { a: { model.heads: 3 } }', '(variant "a")'],
    ['design: list, variants: { a: { model.heads: x } }', '"x" is not a level of model.heads.'],
    ['design: list, variants: { a: { heads: 8 } }', 'There is no option "heads" to vary.'],
    [
      'design: list, variants: { reference: { model.heads: 8 } }',
      'A variant cannot be called "reference" and differ',
    ],
    ['design: list, variants: { "": { model.heads: 8 } }', 'a.yaml:2:36 A variant has no name.'],
    ['design: list, variants: { " ": { model.heads: 8 } }', 'A variant has no name.'],
    [
      'design: list, variants: { "x:1": { model.heads: 8 } }',
      'a.yaml:2:36 A variant cannot be called "x:1".',
    ],
    ['design: list, variants: { WIDE/..: { model.heads: 8 } }', 'A variant cannot be called "WIDE/..".'],
    ['design: list, variants: { ..: { model.heads: 8 } }', 'Expected letters, digits, spaces and'],
    ['design: list, variants: { "a ": { model.heads: 8 } }', 'A variant cannot be called "a ".'],
    [
      'design: list, variants: { a: { model.heads: 8 }, b: { model.heads: 8 } }',
      '"b" and "a" would compute the same',
    ],
    [
      'design: list, variants: { a: { model.heads: 8 }, a: { model.heads: 2 } }',
      'The key "a" appears twice.',
    ],
    [
      'variants: { a: { model.heads: 8 } }',
      'The design "one-factor" does not use variants. Set sweep.design: list.',
    ],
    ['samples: 3', 'The design "one-factor" draws no samples.'],
    ['seed: 3', 'draws nothing by seed. Remove sweep.seed (the seeds of training are "seeds")'],
    ['design: random, factors: { model.heads: [2, 8] }', 'The design "random" needs sweep.samples.'],
    [
      'design: random, samples: 3, factors: { model.heads: [2, 8] }',
      'The factors make 2 combinations; 3 cannot be drawn.',
    ],
    ['design: random, samples: 3', 'The design "random" has no factors.'],
  ])('%s', async (sweep, expected) => {
    const found = await problemsOf(`sweep: { ${sweep} }`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it('a design that reads no factors says so', async () => {
    const found = await problemsOf(
      'sweep: { design: list, factors: { model.heads: [2] }, variants: { a: { model.heads: 8 } } }',
    );
    expect(found).toEqual([
      'a.yaml:2:33 The design "list" does not use factors. Use sweep.variants, or another design.',
    ]);
  });

  it('a grid too large is refused before it is built', async () => {
    const levels = Array.from({ length: 200 }, (_, i) => i + 1).join(', ');
    const [found] = await problemsOf(
      `sweep: { design: grid, factors: { finetune.epochs: [${levels}], finetune.batchSize: [${levels}] } }`,
    );
    expect(found).toContain('The sweep makes 40000 variants; at most 10000 are planned.');
  });

  it('so are ten thousand levels of one factor', async () => {
    const levels = Array.from({ length: 10_000 }, (_, i) => i + 1).join(', ');
    const [found] = await problemsOf(`sweep: { factors: { finetune.epochs: [${levels}] } }`);
    expect(found).toContain('The sweep makes 10001 variants; at most 10000 are planned.');
  });

  it('a level that breaks many combinations is told once', async () => {
    const found = await problemsOf(
      'sweep: { design: grid, factors: { model.heads: [2, 3], model.norm: [post, pre], model.layers: [1, 2, 3] } }',
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('a.yaml:2:52 model.heads must divide model.hiddenSize');
  });

  it('combinations that differ only in what is switched off would compute the same thing', async () => {
    const found = await problemsOf(
      'sweep: { design: grid, factors: { finetune.initFrom: [pretraining, scratch], pretrain.steps: [500, 1000] } }',
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('would compute the same thing');
  });

  it('a reference that no combination of a grid runs need not make sense', async () => {
    const text =
      'model: { hiddenSize: 100, heads: 3 }\nsweep: { design: grid, factors: { model.heads: [2, 5] } }';
    expect(await names(text)).toEqual(['heads=2', 'heads=5']);
  });
});

it('a variant shares with the experiment what its levels leave alone, so that a long sweep is checked in a moment', async () => {
  const { experiment } = await load('sweep: { factors: { model.heads: [2, 4] } }');
  const before = structuredClone(experiment);
  const variant = withLevels(experiment, { 'model.heads': 2, 'pretrain.steps': 7 });
  expect(variant).toEqual({
    ...before,
    model: { ...before.model, heads: 2 },
    pretrain: { ...before.pretrain, steps: 7 },
  });
  expect(Object.keys(variant)).toEqual(Object.keys(before));
  expect(variant.sweep).toBe(experiment.sweep);
  expect(experiment).toEqual(before);
});

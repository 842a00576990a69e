import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainOptions } from '../../src/experiment/explain.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { failure, folderWith, headings, load, problemsOf } from './experiment-files.js';

const loadFrom = (files: Readonly<Record<string, string>>, overrides: readonly string[] = []) =>
  loadExperiment(join(folderWith(files), 'a.yaml'), overrides);

describe('layers', () => {
  const files = {
    'a.yaml': 'name: a\nextends: small\nmodel:\n  heads: 2\nseeds: [1, 2]\n',
    'presets/small.yaml': 'extends: base\nname: small\nmodel: { heads: 8, layers: 2 }\nseeds: [7, 8, 9]\n',
    'presets/base.yaml': 'description: of the preset\nmodel: { heads: 16, layers: 6, contextLength: 64 }\n',
  };

  it('command line wins over file, file over preset, preset over its own, that over the default', async () => {
    const { experiment } = await loadFrom(files, ['model.contextLength=32', 'finetune.maxTrainExamples=10']);
    expect(experiment.model).toMatchObject({ heads: 2, layers: 2, contextLength: 32, hiddenSize: 128 });
    expect(experiment.finetune.maxTrainExamples).toBe(10);
  });

  it('lists replace, mappings merge', async () => {
    const { experiment } = await loadFrom({
      'a.yaml': 'name: a\nextends: p\nseeds: [1]\nsweep: { factors: { model.heads: [2] } }\n',
      'presets/p.yaml': 'seeds: [4, 5]\nsweep: { factors: { model.heads: [2, 8], model.norm: [pre] } }\n',
    });
    expect(experiment.seeds).toEqual([1]);
    expect(experiment.sweep.factors).toEqual({ 'model.heads': [2], 'model.norm': ['pre'] });
  });

  it('one option of a nested section leaves its others at their defaults', async () => {
    const { experiment } = await load('pretrain: { optimizer: { weightDecay: 0 } }');
    expect(experiment.pretrain.optimizer).toMatchObject({ weightDecay: 0, learningRate: 1e-3 });
    expect(experiment.finetune.optimizer.learningRate).toBe(6.25e-5);
  });

  it('of several presets the later wins', async () => {
    const { experiment } = await loadFrom({
      'a.yaml': 'name: a\nextends: [one, ./two.yaml]\n',
      'presets/one.yaml': 'model: { heads: 2, layers: 2 }\n',
      'two.yaml': 'model: { heads: 8 }\n',
    });
    expect(experiment.model).toMatchObject({ heads: 8, layers: 2 });
  });

  it('name and description are not inherited, and the resolved experiment extends nothing', async () => {
    const { experiment } = await loadFrom(files);
    expect(experiment).toMatchObject({ name: 'a', description: '' });
    expect(experiment.extends).toBeUndefined();
  });

  it('every value knows its layer, file, line and column', async () => {
    const { origins } = await loadFrom(files, ['model.contextLength=32']);
    expect(origins.get('model.heads')).toMatchObject({ layer: 'file', line: 4, column: 10 });
    expect(origins.get('model.heads')?.file).toMatch(/a\.yaml$/);
    expect(origins.get('model.layers')).toMatchObject({ layer: 'preset', line: 3, column: 28 });
    expect(origins.get('model.layers')?.file).toMatch(/small\.yaml$/);
    expect(origins.get('model.contextLength')).toEqual({
      layer: 'command line',
      file: 'command line',
      line: 1,
      column: 27,
    });
    expect(origins.get('model.hiddenSize')).toEqual({
      layer: 'default',
      file: null,
      line: null,
      column: null,
    });
  });

  it("finds the repository's own presets from any folder", async () => {
    const { experiment } = await load('extends: gpt1');
    expect(experiment.model).toMatchObject({ layers: 12, hiddenSize: 768, heads: 12 });
  });
});

describe('presets that cannot be used', () => {
  const problems = async (files: Readonly<Record<string, string>>) =>
    headings((await failure(loadFrom(files))).message);

  it('an absent one: at its place, with the near miss', async () => {
    expect(
      await problems({ 'a.yaml': 'name: a\nextends: smal\n', 'presets/small.yaml': 'seeds: [1]' }),
    ).toEqual(['a.yaml:2:10 There is no preset "smal". Did you mean "small"?']);
    expect((await problems({ 'a.yaml': 'name: a\nextends: ./b.yaml\n' }))[0]).toMatch(
      /a\.yaml:2:10 There is no file .*b\.yaml\./,
    );
  });

  it('a circle: all its files are named', async () => {
    const [first] = await problems({
      'a.yaml': 'name: a\nextends: one\n',
      'presets/one.yaml': 'extends: two\n',
      'presets/two.yaml': 'extends: [one]\n',
    });
    expect(first).toMatch(/two\.yaml:1:11 .*circle: \S*one\.yaml → \S*two\.yaml → \S*one\.yaml\./);
    const [own] = await problems({ 'a.yaml': 'name: a\nextends: ./a.yaml\n' });
    expect(own).toMatch(/circle: \S*a\.yaml → \S*a\.yaml/);
  });

  it('the same preset twice by different ways is no circle', async () => {
    const { experiment } = await loadFrom({
      'a.yaml': 'name: a\nextends: [one, two]\n',
      'presets/one.yaml': 'extends: base\n',
      'presets/two.yaml': 'extends: base\n',
      'presets/base.yaml': 'model: { heads: 8 }\n',
    });
    expect(experiment.model.heads).toBe(8);
  });

  it('a ladder of presets, each naming the next one twice, is climbed once', async () => {
    const rungs = Array.from({ length: 90 }, (_, i) => [
      `presets/p${i}.yaml`,
      `extends: [p${i + 1}, p${i + 1}]\n`,
    ]);
    const { experiment, layers } = await loadFrom({
      ...Object.fromEntries(rungs),
      'a.yaml': 'name: a\nextends: p0\n',
      'presets/p90.yaml': 'model: { heads: 8 }\n',
    });
    expect(experiment.model.heads).toBe(8);
    expect(layers).toHaveLength(92);
  });

  it('a preset that comes twice has the rank of its last place, among the layers as in the value', async () => {
    const loaded = await loadFrom({
      'a.yaml': 'name: a\nextends: [one, two]\n',
      'presets/one.yaml': 'extends: base\nmodel: { heads: 2 }\n',
      'presets/two.yaml': 'extends: base\n',
      'presets/base.yaml': 'model: { heads: 8 }\n',
    });
    const [heads] = explainOptions(loaded, 'model.heads');
    expect(heads?.settings.map(({ value }) => value)).toEqual([4, 2, 8]);
    expect(loaded.experiment.model.heads).toBe(8);
  });

  it('more presets than anybody writes are refused: in a chain, and in one list', async () => {
    const chain = Array.from({ length: 300 }, (_, i) => [`presets/p${i}.yaml`, `extends: p${i + 1}\n`]);
    const most = 'name at most 200 presets';
    expect(await problems({ ...Object.fromEntries(chain), 'a.yaml': 'name: a\nextends: p0\n' })).toEqual([
      expect.stringContaining(most),
    ]);
    const list = `name: a\nextends: [${Array.from({ length: 10_000 }, () => 'gpt1').join(', ')}]\n`;
    expect(await problems({ 'a.yaml': list })).toEqual([expect.stringContaining(most)]);
  });

  it('presets that hold too many values together are refused', async () => {
    const bomb = `a: &a [${'1, '.repeat(900)}1]\nb: [${'*a, '.repeat(30)}*a]\n`;
    const files = Object.fromEntries([1, 2].map((i) => [`presets/p${i}.yaml`, bomb]));
    expect(await problems({ ...files, 'a.yaml': 'name: a\nextends: [p1, p2]\n' })).toContainEqual(
      expect.stringContaining('hold more than 50000 values'),
    );
  });

  it('what a preset and the file make together is shown in the file, and on the command line if that set it', async () => {
    const files = { 'a.yaml': 'name: a\nextends: gpt1-mini\npretrain: { steps: 50 }\n' };
    expect(await problems(files)).toEqual([
      'a.yaml:3:20 The warm-up (100 steps) is longer than the pre-training (50). pretrain.warmupSteps must be at most pretrain.steps.',
    ]);
    const [found] = await problemsOf('extends: gpt1-mini\npretrain: { warmupSteps: 90 }', [
      'pretrain.steps=50',
    ]);
    expect(found).toMatch(/^command line:1:22 The warm-up \(90 steps\)/);
  });

  it('a mistake in a preset is shown in the preset', async () => {
    const [first] = await problems({
      'a.yaml': 'name: a\nextends: p\n',
      'presets/p.yaml': '\nmodel: { haeds: 2 }\n',
    });
    expect(first).toBe('p.yaml:2:10 There is no option "model.haeds". Did you mean "heads"?');
  });

  it('an empty preset, a list, and an "extends" that names nothing', async () => {
    expect((await problems({ 'a.yaml': 'name: a\nextends: p\n', 'presets/p.yaml': '' }))[0]).toContain(
      'p.yaml is empty.',
    );
    expect((await problems({ 'a.yaml': 'name: a\nextends: p\n', 'presets/p.yaml': '[1]' }))[0]).toContain(
      'not a mapping',
    );
    expect((await problems({ 'a.yaml': 'name: a\nextends: 3\n' }))[0]).toContain(
      '"extends" must name a preset.',
    );
  });
});

describe('a file from elsewhere', () => {
  const told = async (name: string, text: string) => {
    const secret = join(folderWith({ [name]: text }), name);
    const files = { 'a.yaml': `name: a\nextends: ${secret}\n` };
    return (await failure(loadFrom(files))).message;
  };

  it.each([
    ['keys of its own', 'token: SECRET\n'],
    ['no YAML', 'a: SECRET: b\n'],
    ['no mapping', '- SECRET\n'],
    ['a key twice', 'name: SECRET\nname: SECRET\n'],
  ])('that is no preset is named with its line, and nothing of it is repeated: %s', async (_, text) => {
    const message = await told('k.yaml', text);
    expect(message).toMatch(/k\.yaml:\d+:\d+ {2}This file is not a preset/);
    expect(message).not.toContain('SECRET');
  });

  it('may be a preset; what is wrong in it is told without its lines', async () => {
    const message = await told('k.yaml', '# SECRET\nmodel: { haeds: 2 }\n');
    expect(message).toContain('There is no option "model.haeds"');
    expect(message).not.toContain('SECRET');
  });

  it('that is called like no YAML file is not opened', async () => {
    expect(await told('shadow', 'root: SECRET\n')).toContain('ends neither in .yaml nor in .yml');
  });

  it('is not made ours by a link', async () => {
    const secret = join(folderWith({ 'k.yaml': 'token: SECRET\n' }), 'k.yaml');
    const folder = folderWith({ 'a.yaml': 'name: a\nextends: ./link.yaml\n' });
    symlinkSync(secret, join(folder, 'link.yaml'));
    const { message } = await failure(loadExperiment(join(folder, 'a.yaml'), []));
    expect(message).toMatch(/link\.yaml:1:1 {2}This file is not a preset/);
    expect(message).not.toContain('SECRET');
  });
});

describe('--set', () => {
  it('sets options, sections, lists, factors and variants', async () => {
    const { experiment } = await load('', [
      'model.heads=8',
      'model={ layers: 2 }',
      'seeds=[4, 5]',
      'finetune.maxTrainExamples=',
      'sweep.factors.model.norm=[post, pre]',
    ]);
    expect(experiment.model).toMatchObject({ heads: 8, layers: 2 });
    expect(experiment.seeds).toEqual([4, 5]);
    expect(experiment.finetune.maxTrainExamples).toBeNull();
    expect(experiment.sweep.factors).toEqual({ 'model.norm': ['post', 'pre'] });
    const list = await load('sweep: { design: list }', ['sweep.variants.wide.model.hiddenSize=256']);
    expect(list.experiment.sweep.variants).toEqual({ wide: { 'model.hiddenSize': 256 } });
  });

  it('the last one wins', async () => {
    expect((await load('', ['model.heads=8', 'model.heads=2'])).experiment.model.heads).toBe(2);
  });

  it.each([
    [
      'model.heads',
      '"model.heads" sets nothing. Write --set section.option=value, e.g. --set model.heads=8.',
    ],
    ['=3', '"=3" sets nothing.'],
    ['heads=3', 'There is no option "heads". Did you mean "model.heads"?'],
    ['schedule=constant', 'Did you mean "pretrain.schedule" or "finetune.schedule"?'],
    ['foo.bar=1', 'The sections are: tokenizer, model, pretrain, finetune, evaluate, sweep, engine, report.'],
    ['modle.heads=3', 'There is no option "modle.heads". Did you mean "model.heads"?'],
    ['model.heads=four', 'command line:1:19 model.heads is "four". Expected a whole number of at least 1.'],
    ['model.heads=3', 'command line:1:19 model.heads must divide model.hiddenSize'],
    ['seeds=[1', 'This is not YAML'],
    ['name=b', '--set cannot change "name". The name of an experiment is that of its file.'],
    ['extends=gpt1', '--set cannot change "extends".'],
    ['evaluate.tasks=mnli', 'evaluate.tasks is "mnli". Expected a list, each one of sst-2'],
  ])('%s', async (override, expected) => {
    const found = await problemsOf('', [override]);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it('points at the right one of several', async () => {
    expect(await problemsOf('', ['model.layers=2', 'model.heads=x'])).toEqual([
      'command line:2:19 model.heads is "x". Expected a whole number of at least 1.',
    ]);
  });
});

/** The mutation test of keys: every option of the schema, with every kind of value that it takes, through real files. */
import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { preparePlan } from '../../src/cli/prepared.js';
import { projectAt } from '../../src/cli/project.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { FACTOR_PATHS, jsonNodeAt, OPTION_PATHS } from '../../src/experiment/options.js';
import { type OptionPath } from '../../src/experiment/schema.js';
import { MINIATURE_TASKS } from '../../src/tasks/index.js';
import { loadAddon } from '../../src/engines/native/addon.js';
import { planExperiment } from '../../src/plan/build.js';
import { influencedBy, WAYS } from '../../src/plan/influence.js';
import type { Plan } from '../../src/plan/plan.js';
import type { StageKind } from '../../src/stages/index.js';
import type { PlanInputs } from '../../src/stages/inputs.js';
import { gatherInputs } from '../../src/run/inputs.js';
import { BASE, FINE_TUNED_ONLY, ONLY_ONE, others, VALUES, WITH, withOption, ZERO_SHOT } from './mutations.js';
import type { Nested } from './mutations.js';

let root: string;
let inputs: PlanInputs;
let base: Plan;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'reprise-mutation-'));
  await mkdir(join(root, 'experiments'));
  const { experiment } = await loadExperiment(await written('base', BASE), []);
  const { datasets } = projectAt(root);
  inputs = (await gatherInputs(experiment, { datasets, records: [], instructionSet: null, isComplete: true }))
    .inputs;
  base = planExperiment(experiment, inputs);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Writes experiments/NAME.yaml; its path. */
async function written(name: string, options: Nested): Promise<string> {
  const file = join(root, 'experiments', `${name}.yaml`);
  await writeFile(file, stringify({ name, ...options }));
  return file;
}

/** The plan of a file: its options read, merged and checked like any user's. */
async function planOf(options: Nested, name = 'base', given = inputs): Promise<Plan> {
  return planExperiment((await loadExperiment(await written(name, options), [])).experiment, given);
}

/** The plan of a file with all that it names on the disk. */
const preparedPlan = async (options: Nested): Promise<Plan> =>
  (await preparePlan({ file: await written('base', options), set: [] }, projectAt(root))).plan;

/** What a stage is in the plan, however it came out: its label, but for what options put into it. */
function placeOf({ label, spec }: Plan['stages'][number], { experiment }: Plan): string {
  // the one of all seeds is in the place of the first's
  if (experiment.pretrain.seed !== null && (spec.kind === 'pretrain' || spec.kind === 'extrapolate'))
    return `${spec.kind} · reference · seed 1`;
  if (spec.kind === 'overlap') return `overlap ${spec.task}`;
  return spec.kind === 'tokenize' ? 'tokenize' : label;
}

/** Stages that both plans have, and the kinds of those whose keys differ; a kind must change as a whole or not at all. */
function changedKinds(before: Plan, after: Plan): readonly StageKind[] {
  const keys = new Map(after.stages.map((stage) => [placeOf(stage, after), stage.key]));
  const both = before.stages.filter((stage) => keys.has(placeOf(stage, before)));
  const isChanged = (stage: Plan['stages'][number]): boolean =>
    keys.get(placeOf(stage, before)) !== stage.key;
  const changed = new Set(both.filter(isChanged).map(({ spec }) => spec.kind));
  const half = both.filter((stage) => changed.has(stage.spec.kind) && !isChanged(stage));
  expect(half.map(({ label }) => label)).toEqual([]);
  return [...changed];
}

/** Kinds that an option influences, of those that a plan has. */
const influenced = (path: OptionPath, { stages }: Plan): readonly StageKind[] =>
  sorted(influencedBy(path).filter((kind) => stages.some(({ spec }) => spec.kind === kind)));

const sorted = (kinds: readonly StageKind[]): readonly StageKind[] => [...kinds].sort();
const entering = (...ways: readonly string[]): readonly OptionPath[] =>
  (Object.keys(WAYS) as OptionPath[]).filter((path) => ways.includes(WAYS[path]));

const valueAt = (plan: Plan, path: string): unknown =>
  path.split('.').reduce((value: unknown, step) => (value as Nested)[step], plan.experiment);

describe('the classification', () => {
  it('names every option of the schema, and nothing else', () => {
    expect(Object.keys(WAYS).sort()).toEqual([...OPTION_PATHS].sort());
  });

  it('lets a sweep vary only what enters keys by its value', () => {
    expect(FACTOR_PATHS.filter((path) => !entering('value').includes(path as OptionPath))).toEqual([]);
  });
});

describe('each value of an option', () => {
  const mutable = entering('value', 'nothing')
    .filter((path) => path !== 'name' && path !== 'extends')
    .filter((path) => jsonNodeAt(path.split('.'))?.enum?.length !== 1); // there is no other model family

  it.each(mutable)('%s changes the keys of the stages downstream of it, and of no other', async (path) => {
    const values = VALUES[path] ?? others(path, valueAt(base, path));
    expect(values.length > 0).toBe(!ONLY_ONE.includes(path));
    for (const value of values) {
      const plan = await planOf(withOption({ ...BASE, ...WITH[path] }, path.split('.'), value));
      expect(sorted(changedKinds(base, plan)), `${path}: ${String(value)}`).toEqual(influenced(path, base));
    }
  });

  const unasked = mutable.filter((path) => !FINE_TUNED_ONLY.includes(path));

  it.each(unasked)('%s does so where nothing is fine-tuned', async (path) => {
    const asked = await planOf(ZERO_SHOT);
    for (const value of VALUES[path] ?? others(path, valueAt(asked, path))) {
      const plan = await planOf(withOption(ZERO_SHOT, path.split('.'), value));
      expect(sorted(changedKinds(asked, plan)), `${path}: ${String(value)}`).toEqual(influenced(path, asked));
    }
  });

  it.each(FACTOR_PATHS)('%s gives the same keys as a level of a sweep and in the file', async (path) => {
    for (const level of VALUES[path as OptionPath] ?? others(path, valueAt(base, path))) {
      const swept = await planOf({ ...BASE, sweep: { factors: { [path]: [level] } } });
      const plain = await planOf(withOption(BASE, path.split('.'), level));
      const trialOf = (plan: Plan) => plan.trials.at(-1)?.stages;
      expect(swept.trials).toHaveLength(4);
      expect(trialOf(swept)).toEqual(trialOf(plain));
    }
  });
});

describe('what selects stages changes the keys of none that stays', () => {
  const SELECTIONS: Readonly<Record<string, Nested>> = {
    'evaluate.mode': { evaluate: { mode: 'zero-shot', tasks: ['race', 'sst-2'] } },
    'evaluate.tasks': { evaluate: { tasks: ['race', 'mnli'] } },
    'evaluate.baselines': { evaluate: { baselines: ['majority'] } },
    seeds: { seeds: [7, 2] },
    'sweep.factors': { sweep: { factors: { 'model.norm': ['pre'] } } },
    'sweep.design': { sweep: { design: 'grid', factors: { 'model.norm': ['post', 'pre'] } } },
    'sweep.variants': { sweep: { design: 'list', variants: { other: { 'model.norm': 'pre' } } } },
    'sweep.samples': { sweep: { design: 'random', samples: 2, factors: { 'model.norm': ['post', 'pre'] } } },
    'sweep.seed': {
      sweep: { design: 'random', samples: 2, seed: 5, factors: { 'model.norm': ['post', 'pre'] } },
    },
  };

  it.each(entering('selection'))('%s', async (path) => {
    const plan = await planOf({ ...BASE, ...SELECTIONS[path] });
    expect(plan.stages.map(({ label }) => label)).not.toEqual(base.stages.map(({ label }) => label));
    expect(changedKinds(base, plan)).toEqual(influencedBy(path));
  });
});

describe('what enters by way of the world', () => {
  const datasets = (): string => projectAt(root).datasets;
  const copied = async (from: string, to: string): Promise<string> => {
    const target = join(datasets(), to, 'data');
    await cp(join(datasets(), 'miniature', 'data', from), target, { recursive: true });
    return target;
  };

  it('pretrain.corpus: the same books under another name are the same, one byte more is not', async () => {
    const folder = await copied('books', 'twin');
    const options = withOption(BASE, ['pretrain', 'corpus'], 'twin');
    expect(changedKinds(base, await preparedPlan(options))).toEqual([]);
    await appendFile(join(folder, 'book-01.txt'), '!');
    const kinds = changedKinds(base, await preparedPlan(options));
    expect(sorted(kinds)).toEqual(influenced('pretrain.corpus', base));
  });

  it('pretrain.weights: the same bytes under another name are the same, other bytes are not', async () => {
    const from = (name: string) => withOption(BASE, ['pretrain', 'weights'], name);
    const { experiment } = await loadExperiment(await written('base', from('one')), []);
    const planWith = (sha256: string, given = experiment) =>
      planExperiment(given, { ...inputs, weights: { sha256, bytes: 1 } });
    const one = planWith('1');
    const { experiment: renamed } = await loadExperiment(await written('base', from('two')), []);
    const labelled = ({ spec, key }: Plan['stages'][number]) => `${spec.kind} ${key}`;
    expect(planWith('1', renamed).stages.map(labelled)).toEqual(one.stages.map(labelled));
    expect(sorted(changedKinds(one, planWith('2')))).toEqual(influenced('pretrain.weights', one));
    expect(one.stages.some(({ spec }) => spec.kind === 'tokenize' || spec.kind === 'pretrain')).toBe(false);
  });

  it('evaluate.source: the same examples from elsewhere are the same, others change their task alone', async () => {
    for (const task of MINIATURE_TASKS) await copied(task, task);
    const options = withOption(BASE, ['evaluate', 'source'], 'real');
    expect(changedKinds(base, await preparedPlan(options))).toEqual([]);
    await appendFile(join(datasets(), 'sst-2', 'data', 'dev.tsv'), 'a fine film\t1\n');
    const after = await preparedPlan(options);
    const kept = new Set(after.stages.map(({ key }) => key));
    const changed = base.stages.filter(({ key }) => !kept.has(key));
    expect(changed.every(({ label }) => label.includes('sst-2'))).toBe(true);
    expect(new Set(changed.map(({ spec }) => spec.kind))).toEqual(
      new Set(influenced('evaluate.source', base)),
    );
  });

  it('engine.name: another engine is another numerics version', async () => {
    const kinds = changedKinds(base, await preparedPlan(withOption(BASE, ['engine', 'name'], 'wasm')));
    expect(sorted(kinds)).toEqual(influenced('engine.name', base));
    expect(entering('numerics')).toEqual(['engine.name', 'engine.precision']);
  });

  it.skipIf(loadAddon() === null)('engine.precision: bfloat16 is another numerics version', async () => {
    const native = { ...BASE, engine: { name: 'native' } };
    const rounded = await preparedPlan(withOption(native, ['engine', 'precision'], 'bf16'));
    const kinds = changedKinds(await preparedPlan(native), rounded);
    expect(sorted(kinds)).toEqual(influenced('engine.precision', base));
  });
});

describe('what is cosmetic changes no key', () => {
  const keysOf = (plan: Plan) => plan.stages.map(({ key }) => key);

  it('the name of the file', async () => {
    expect(keysOf(await planOf(BASE, 'renamed'))).toEqual(keysOf(base));
  });

  it('comments, the order of options and the way they are written', async () => {
    const file = await written('base', BASE);
    await writeFile(
      file,
      [
        '# A comment.',
        'seeds: [1, 2] # two',
        'pretrain: { warmupSteps: 10, steps: 200 }',
        'evaluate: { contextFactors: [2] }',
        'model:',
        '    contextLength: 0x40',
        '    heads: 4',
        '    hiddenSize: 32',
        '    layers: 2',
        'engine: {name: "cpu"}',
        `name: ${basename(file, '.yaml')}`,
      ].join('\n'),
    );
    const { experiment } = await loadExperiment(file, []);
    expect(keysOf(planExperiment(experiment, inputs))).toEqual(keysOf(base));
  });

  it('whether a preset, the file or the command line says it', async () => {
    await mkdir(join(root, 'experiments', 'presets'), { recursive: true });
    const { model, ...rest } = BASE;
    await writeFile(join(root, 'experiments', 'presets', 'own.yaml'), stringify({ model }));
    expect(keysOf(await planOf({ extends: 'own', ...rest }))).toEqual(keysOf(base));
    const file = await written('base', { ...BASE, model: { ...(model as Nested), heads: 2 } });
    const { experiment } = await loadExperiment(file, ['model.heads=4']);
    expect(keysOf(planExperiment(experiment, inputs))).toEqual(keysOf(base));
  });
});

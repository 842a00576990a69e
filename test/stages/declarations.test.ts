import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { OPTION_PATHS, SECTIONS } from '../../src/experiment/options.js';
import type { OptionPath } from '../../src/experiment/schema.js';
import { planExperiment } from '../../src/plan/build.js';
import { influencedBy, WAYS } from '../../src/plan/influence.js';
import { identityOf } from '../../src/plan/keys.js';
import { DECLARATIONS, dataOf, declared, inputsOf, STAGE_KINDS, STAGES } from '../../src/stages/index.js';
import type { Stage } from '../../src/stages/index.js';
import { experiment, INPUTS } from '../plan/examples.js';

const plan = planExperiment(experiment({ finetune: { maxTrainExamples: 50 } }), INPUTS);
const fromWeights = planExperiment(experiment({ pretrain: { weights: 'gpt1' } }), {
  ...INPUTS,
  weights: { sha256: 'd'.repeat(64), bytes: 1000 },
});
const zeroShot = planExperiment(
  experiment({ evaluate: { mode: 'zero-shot', tasks: ['race'], contextFactors: [2] } }),
  INPUTS,
);
const lengthened = planExperiment(experiment({ evaluate: { contextFactors: [2] } }), INPUTS);
const stages = [...plan.stages, ...fromWeights.stages, ...zeroShot.stages, ...lengthened.stages];
const stageOf = (kind: string): Stage => stages.find(({ spec }) => spec.kind === kind)!;
const identity = (kind: string) => identityOf(stageOf(kind).spec, INPUTS.numericsVersion);

it.each(STAGE_KINDS)(
  '%s is mapped under the kind that it declares, beside a program that runs it',
  async (kind) => {
    expect(STAGES[kind].declare.kind).toBe(kind);
    expect(await STAGES[kind].run()).toHaveProperty('run');
  },
);

describe.each(DECLARATIONS)('what $kind declares:', (declaration) => {
  const { kind, reads, ignores, inputs, data, names, threads, scope } = declaration;

  it('it reads options of the schema, or whole sections, and ignores only options of those', () => {
    expect(reads.filter((path) => !OPTION_PATHS.includes(path) && !SECTIONS.includes(path))).toEqual([]);
    expect(ignores.filter((path) => !OPTION_PATHS.includes(path))).toEqual([]);
    expect(ignores.filter((path) => !reads.some((read) => path.startsWith(`${read}.`)))).toEqual([]);
  });

  it('its inputs are kinds of their own, which a plan has before it', () => {
    const order = STAGE_KINDS.filter((one) => STAGES[one].declare.scope !== 'experiment');
    for (const input of inputs) {
      expect(stageOf(kind).spec).toHaveProperty(input);
      expect(order).toContain(input);
      expect(order.indexOf(input as (typeof order)[number])).toBeLessThan(order.indexOf(kind));
    }
    if (scope === 'experiment') expect(inputs).toEqual([]);
  });

  it('its identity holds the keys of its inputs, the hash of its data, and the numerics only where an engine computes', () => {
    const { spec } = stageOf(kind);
    const values = Object.values(identity(kind));
    expect(inputsOf(spec).filter((key) => !values.includes(key))).toEqual([]);
    if (data !== null) expect(identity(kind)[data]).toBe(dataOf(spec));
    expect('numericsVersion' in identity(kind)).toBe(threads === 'engine');
    expect(reads.includes('engine.name')).toBe(threads === 'engine');
  });

  it('it names no field that its identity lacks', () => {
    expect(Object.keys(names).filter((field) => !(field in identity(kind)))).toEqual([]);
  });

  it('what it leaves for others says its format and its files', () => {
    const isRead = DECLARATIONS.some((other) => other.inputs.includes(kind));
    expect(declaration.artifacts !== null).toBe(isRead);
  });
});

it.each(OPTION_PATHS)('%s is read by a stage, selects stages or changes nothing, as its way says', (path) => {
  const way = WAYS[path as OptionPath];
  if (way !== 'selection') expect(influencedBy(path as OptionPath).length > 0).toBe(way !== 'nothing');
});

it('what is planned and what only some field of a spec says come from the declaration', () => {
  const finetune = stageOf('finetune').spec;
  expect(declared(finetune)).toBe(STAGES.finetune.declare);
  expect(inputsOf(finetune)).toEqual([stageOf('tokenize').key, stageOf('pretrain').key]);
  expect(dataOf(stageOf('pretrain').spec)).toBeNull();
});

it('planning loads no tensor library: a stage is loaded when it is run', () => {
  const loaded = loadedBy(fileURLToPath(new URL('../../dist/plan/build.js', import.meta.url)));
  expect(loaded.size).toBeGreaterThan(20);
  expect([...loaded].filter((module) => module.startsWith('@tensorflow/'))).toEqual([]);
  expect([...loaded].filter((module) => module.endsWith('/run.js'))).toEqual([]);
});

/** Files that a built module imports at once, directly or not, and names of packages. */
function loadedBy(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  if (!existsSync(file)) return loaded;
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\b.*? from '([^']+)';/gm,
  ))
    loadedBy(name.startsWith('.') ? join(dirname(file), name) : name, loaded);
  return loaded;
}

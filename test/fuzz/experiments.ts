/** Experiment files that nobody should write. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { EXPECTATIONS } from '../../src/experiment/schema.js';
import type { RandomStream } from '../../src/random/stream.js';
import { isOneIn, projectFile, times } from './case.js';
import type { Entry, FuzzCase } from './case.js';
import { anyText, damagedText, written } from './text.js';
import { changedTree } from './trees.js';
import type { Node } from './trees.js';
import { anyNumber } from './values.js';

const SHIPPED = new URL('../../experiments/', import.meta.url);

/** The name that every case's experiment has. */
export const NAME = 'a';
export const FILE = `experiments/${NAME}.yaml`;

export const TEXTS = readdirSync(SHIPPED)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => readFileSync(new URL(file, SHIPPED), 'utf8').replace(/^name: .*$/m, `name: ${NAME}`));

const TREES = TEXTS.map((text) => parse(text) as Node);

/** An experiment and the files that it extends. */
interface Hostile {
  readonly text: string;
  readonly beside?: readonly Entry[];
}

/** Options, valid as a rule, of an experiment that has these besides. */
const textOf = (options: Node): string => stringify({ name: NAME, extends: 'gpt1-mini', ...options });

export const FACTORS = [
  'model.heads',
  'model.hiddenSize',
  'pretrain.steps',
  'finetune.optimizer.learningRate',
  'finetune.epochs',
];

function manyVariants(random: RandomStream): Hostile {
  const levels = random.pick([2, 5, 60, 1000, 12_000]);
  const factors = random.shuffle(FACTORS).slice(0, 1 + random.integer(FACTORS.length));
  const sweep = {
    design: random.pick(['grid', 'one-factor', 'random', 'list']),
    factors: Object.fromEntries(factors.map((factor) => [factor, times(levels, (index) => index + 1)])),
    samples: random.pick([null, 3, 1e6, 1e15]),
  };
  return { text: textOf({ sweep, seeds: times(random.pick([1, 3, 1000, 20_000]), (index) => index) }) };
}

export const SIZES = [
  ...['model.layers', 'model.hiddenSize', 'model.heads', 'model.contextLength', 'tokenizer.vocabularySize'],
  ...[
    'pretrain.steps',
    'pretrain.batchSize',
    'finetune.epochs',
    'finetune.batchSize',
    'evaluate.maxExamples',
  ],
  ...['engine.threads', 'engine.workers', 'finetune.maxTrainExamples', 'pretrain.optimizer.learningRate'],
];

function impossibleSizes(random: RandomStream): Hostile {
  const options: Node = {};
  for (const path of random.shuffle(SIZES).slice(0, 1 + random.integer(3))) {
    const [section = '', ...rest] = path.split('.');
    const inner = rest.reduceRight<unknown>((value, key) => ({ [key]: value }), anyNumber(random));
    options[section] = { ...(options[section] as Node | undefined), ...(inner as Node) };
  }
  return { text: textOf(options) };
}

/** Every file extends the next level `width` times. */
function diamond(random: RandomStream): Hostile {
  const [depth, width] = [random.pick([1, 5, 30, 200]), 1 + random.integer(3)];
  const beside = times(depth, (level) => {
    const next =
      level + 1 < depth ? { extends: times(width, () => `level-${level + 1}`) } : { model: { layers: 1 } };
    return projectFile(`experiments/presets/level-${level}.yaml`, stringify(next));
  });
  return { text: textOf({ extends: ['level-0', 'level-0'] }), beside };
}

const EXTENDED = [
  ...[
    'a',
    'a.yaml',
    './a.yaml',
    'presets/gpt1',
    '../../../etc/passwd',
    '/etc/passwd',
    '/dev/zero',
    '/dev/null',
    '.',
    '..',
  ],
  ...[
    'presets',
    '',
    ' ',
    'gpt1 ',
    'gtp1',
    'experiment.schema.json',
    'http://127.0.0.1:1/a.yaml',
    '\u0000',
    'loop',
    'pipe',
  ],
];

/** Circles, folders, devices, links and other things that are no preset. */
function strangePresets(random: RandomStream): Hostile {
  const beside: Entry[] = [
    projectFile('experiments/presets/b.yaml', 'extends: c\n'),
    projectFile('experiments/presets/c.yaml', `extends: [b, ${random.pick(EXTENDED) || "''"}]\n`),
    { path: 'root/experiments/presets/loop.yaml', link: 'loop.yaml' },
    { path: 'root/experiments/presets/pipe.yaml', fifo: true },
  ];
  const chosen = times(1 + random.integer(3), () => random.pick([...EXTENDED, 'b', 'c']));
  return { text: textOf({ extends: isOneIn(random, 2) ? chosen[0] : chosen }), beside };
}

const HYPOTHESIS_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  expect: [...EXPECTATIONS, 'worse'],
  factor: ['model.heads', 'model', 'pretrain.steps', 'seeds', '', 'model.heads.x', '__proto__'],
  level: [4, '4', null, 'reference', 99, true, '', [4]],
  reference: [4, 8, null, 'reference', 'nothing'],
  levels: [[], [2, 4, 8], [4, 4], [8], ['a'], 4],
  margin: [0, 1, -1, 1e308, NaN, Infinity, '1'],
  measure: ['score', 'loss', 'accuracy'],
  tasks: [[], ['sst-2'], ['sst-2', 'sst-2'], ['cola'], ['mnli-m'], 'sst-2'],
  aggregate: ['each', 'mean', 'median'],
  reason: ['', 'None.', 1],
};

function nonsenseHypotheses(random: RandomStream): Hostile {
  const one = (): Node => {
    const keys = Object.keys(HYPOTHESIS_VALUES).filter(() => isOneIn(random, 2));
    const chosen = keys.map((key) => [key, random.pick(HYPOTHESIS_VALUES[key]!)] as const);
    return {
      hypothesis: isOneIn(random, 5) ? anyText(random) : 'It helps.',
      expect: 'better',
      ...Object.fromEntries(chosen),
    };
  };
  const names = times(random.pick([1, 2, 5, 300]), (index) =>
    isOneIn(random, 9) ? anyText(random) : `h${index}`,
  );
  const hypotheses = Object.fromEntries(names.map((name) => [name, one()]));
  const sweep = { factors: { 'model.heads': [2, 4, 8] }, design: random.pick(['grid', 'one-factor']) };
  return { text: textOf({ sweep, hypotheses }) };
}

/** Texts in all places that end on the screen and in the report. */
function strangeWords(random: RandomStream): Hostile {
  const variants = Object.fromEntries(
    times(3, () => [anyText(random), { 'model.heads': random.pick([2, 4, anyText(random)]) }]),
  );
  const options = {
    description: anyText(random),
    report: { title: anyText(random) },
    sweep: isOneIn(random, 2)
      ? { design: 'list', variants }
      : { factors: { 'model.activation': [anyText(random)] } },
    pretrain: { corpus: random.pick(['../../..', '/etc', '.', 'books', '', 'a/b', anyText(random)]) },
    [isOneIn(random, 3) ? anyText(random) : 'seeds']: [1, 2],
  };
  return { text: textOf(options) };
}

/** What only YAML has: anchors, merge keys, tags, dates, several documents, doubled keys. */
const YAML_LINES = [
  'model: &m { layers: 1 }\nfinetune: *m',
  'model: &m [*m]',
  'model: { <<: *nowhere }',
  'model: { <<: [1, 2], layers: 1 }',
  'model:\n  <<: &x { layers: 1 }\n  <<: *x',
  'description: !!binary aGVsbG8=',
  'description: !!js/function "function () {}"',
  'description: !<tag:yaml.org,2002:set> { a }',
  'seeds: !!set { 1, 2 }',
  'seeds: !!omap [ a: 1 ]',
  'description: 2026-01-01',
  'seeds: [0x10, 0o7, 1_000, +1, .5, 1:30:00]',
  'name: b',
  'extends: gpt1\nextends: gpt1-mini',
  '---\nname: b',
  '? [a, b]\n: 1',
  '? { a: 1 }\n: 1',
  '%YAML 1.1\n---\nname: a',
  'description: "\\x1b[31m\\0\\u202e"',
  'description: |\n  one\n two',
  'model:\n\tlayers: 1',
  '{}',
  '[]',
  '~: 1\n1: 2\ntrue: 3',
];

const bomb = (width: number): string =>
  `a0: &a0 [1]\n${times(12, (level) => `a${level + 1}: &a${level + 1} [${times(width, () => `*a${level}`).join(', ')}]\n`).join('')}seeds: *a12\n`;

function strangeYaml(random: RandomStream): Hostile {
  if (isOneIn(random, 8)) return { text: `name: ${NAME}\n${bomb(random.pick([2, 9]))}` };
  const lines = times(1 + random.integer(2), () => random.pick(YAML_LINES));
  return { text: [`name: ${NAME}`, 'extends: gpt1-mini', ...lines, ''].join('\n') };
}

/** The whole of the experiment, deep. */
function deep(random: RandomStream): Hostile {
  const depth = random.pick([50, 1000, 20_000, 200_000]);
  const [open, close] = random.pick<[string, string]>([
    ['[', ']'],
    ['{a: ', '}'],
    ['- ', ''],
  ]);
  return {
    text: `name: ${NAME}\nmodel: ${open === '- ' ? '\n' : ''}${open.repeat(depth)}1${close.repeat(depth)}\n`,
  };
}

const changedExperiment = (random: RandomStream): Hostile => ({
  text: stringify(changedTree(random.pick(TREES), random), { aliasDuplicateObjects: false }),
});

const damagedExperiment = (random: RandomStream): Hostile => ({
  text: damagedText(random.pick(TEXTS), random),
});

const MAKERS: readonly ((random: RandomStream) => Hostile)[] = [
  ...times(6, () => changedExperiment),
  ...times(4, () => damagedExperiment),
  manyVariants,
  impossibleSizes,
  impossibleSizes,
  diamond,
  strangePresets,
  nonsenseHypotheses,
  strangeWords,
  strangeYaml,
  deep,
];

/** An experiment named "a" that may be wrong in any way. */
export const hostileExperiment = (random: RandomStream): Hostile => random.pick(MAKERS)(random);

const READERS: readonly (readonly string[])[] = [
  ['validate', NAME],
  ['validate', NAME],
  ['plan', NAME],
  ['plan', NAME],
  ['plan', NAME, '--json'],
  ['explain', NAME, 'model'],
  ['explain', NAME, 'pretrain.steps', '--json'],
  ['why', `${NAME}:reference:1`],
];

export function experimentCase(random: RandomStream): FuzzCase {
  const { text, beside = [] } = hostileExperiment(random);
  return { entries: [...beside, projectFile(FILE, written(text, random))], commands: [random.pick(READERS)] };
}

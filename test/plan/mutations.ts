/** The base of the mutation test, and the values that it gives each option. */
import { jsonNodeAt } from '../../src/experiment/options.js';
import type { JsonNode } from '../../src/experiment/options.js';
import { type OptionPath } from '../../src/experiment/schema.js';
import { MINIATURE_TASKS } from '../../src/tasks/index.js';

/** Valid whatever single option is mutated: no sweep, and two seeds so that a change reaches each. */
export const BASE: Nested = {
  engine: { name: 'cpu' },
  model: { layers: 2, hiddenSize: 32, heads: 4, contextLength: 64 },
  pretrain: { steps: 200, warmupSteps: 10 },
  evaluate: { contextFactors: [2] },
  seeds: [1, 2],
};

/** The same without fine-tuning, which has a stage that the base lacks. */
export const ZERO_SHOT: Nested = {
  ...BASE,
  evaluate: { mode: 'zero-shot', tasks: ['race', 'sst-2'], contextFactors: [2] },
};

/** What no zero-shot evaluation goes with. */
export const FINE_TUNED_ONLY: readonly OptionPath[] = ['finetune.initFrom', 'report.expected'];

/** Values for options whose schema says too little to find another one that is valid. */
export const VALUES: Partial<Record<OptionPath, readonly unknown[]>> = {
  description: ['Another description.'],
  'model.hiddenSize': [64],
  'model.heads': [2, 8],
  'pretrain.seed': [7],
  'finetune.transferredLayers': [0, 1],
  'finetune.taskLimits': [Object.fromEntries(MINIATURE_TASKS.map((task) => [task, 9]))],
  'evaluate.contextFactors': [[4], [2, 4]],
  'report.title': ['Another title'],
  hypotheses: [{ one: { hypothesis: 'It cannot be told.', expect: 'untested', reason: 'It is a test.' } }],
  'engine.workers': [1, 3],
  'engine.threads': [1, 3],
};

/** What a value of an option is valid with, beside the base; in no key of these inputs. */
export const WITH: Partial<Record<OptionPath, Nested>> = {
  'report.expected': { evaluate: { source: 'real' } },
};

/** Options that have one value today. */
export const ONLY_ONE: readonly OptionPath[] = ['model.family'];

const NUMBERS: Readonly<Record<string, (given: number) => number>> = {
  integer: (given) => given + 1,
  number: (given) => (given === 0 ? 0.5 : given / 2),
};

export interface Nested {
  readonly [key: string]: unknown;
}

/** The options with one of them at another value. */
export function withOption(options: Nested, [head = '', ...rest]: readonly string[], value: unknown): Nested {
  const inner = (options[head] ?? {}) as Nested;
  return { ...options, [head]: rest.length === 0 ? value : withOption(inner, rest, value) };
}

/** Every other value of an enumeration, the other truth, another number; and null where it may be. */
export function others(path: string, value: unknown): readonly unknown[] {
  const node = jsonNodeAt(path.split('.'));
  const kinds = node?.anyOf ?? (node === null ? [] : [node]);
  return kinds.flatMap((kind) => othersOf(kind, value)).filter((other) => other !== value);
}

function othersOf(node: JsonNode, value: unknown): readonly unknown[] {
  if (node.enum !== undefined) return node.enum;
  if (node.type === 'boolean') return [true, false];
  if (node.type === 'null') return [null];
  const number = NUMBERS[String(node.type)];
  return number === undefined ? [] : [number(typeof value === 'number' ? value : 1)];
}

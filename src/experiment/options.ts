/** The options of an experiment as paths, read off the schema: what each expects, and which a sweep may vary. */
import { z } from 'zod';
import { experimentSchema, type Experiment, type Level, type OptionPath } from './schema.js';

/** The part of JSON Schema that zod writes for these schemas. */
export interface JsonNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly (string | number | boolean)[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, JsonNode>>;
  readonly additionalProperties?: JsonNode | boolean;
  /** Of a mapping that the user keys. */
  readonly propertyNames?: JsonNode;
  readonly items?: JsonNode;
  readonly anyOf?: readonly JsonNode[];
  /** Sections of which one holds, told apart by an option with a constant. */
  readonly oneOf?: readonly JsonNode[];
  readonly const?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** The schema as plain data; input side: what a file may say. */
export const EXPERIMENT_JSON = z.toJSONSchema(experimentSchema, { io: 'input' }) as JsonNode;

/** Dotted paths of all options, in the order of the schema: "tokenizer.vocabularySize", …, "seeds". */
export const OPTION_PATHS: readonly string[] = leaves(EXPERIMENT_JSON, '');

export const isOptionPath = (path: string): path is OptionPath => OPTION_PATHS.includes(path);

/** Names of the mappings that hold the options: "tokenizer", "model", … */
export const SECTIONS: readonly string[] = Object.entries(EXPERIMENT_JSON.properties ?? {})
  .filter(([, section]) => propertiesOf(section) !== null)
  .map(([name]) => name);

function leaves(node: JsonNode, path: string): string[] {
  const properties = propertiesOf(node);
  if (properties === null) return [path];
  return Object.entries(properties).flatMap(([key, child]) =>
    leaves(child, path === '' ? key : `${path}.${key}`),
  );
}

/** The options of a section; of sections of which one holds, those of all. Null: it is an option itself. */
export function propertiesOf(node: JsonNode): Readonly<Record<string, JsonNode>> | null {
  if (node.oneOf === undefined) return node.properties ?? null;
  const all = new Map<string, JsonNode[]>();
  for (const { properties = {} } of node.oneOf)
    for (const [key, child] of Object.entries(properties)) all.set(key, [...(all.get(key) ?? []), child]);
  return Object.fromEntries([...all].map(([key, nodes]) => [key, oneOfThem(nodes)]));
}

/** What an option accepts that several sections have: constants are the choices that tell these apart. */
function oneOfThem(nodes: readonly JsonNode[]): JsonNode {
  const [first = {}, ...others] = nodes;
  const constants = nodes.flatMap((node) => node.const ?? []);
  if (constants.length > 0) return { ...first, enum: constants };
  const differing = others.filter((other) => JSON.stringify(other) !== JSON.stringify(first));
  return differing.length === 0 ? first : { anyOf: [first, ...differing] };
}

const SECTIONS_OF_A_VARIANT = ['tokenizer.', 'model.', 'pretrain.', 'finetune.'];

const REFUSED_FACTORS: Readonly<Record<string, string>> = {
  'pretrain.corpus': 'an experiment has one corpus; write a second experiment for another',
  'pretrain.weights': 'an experiment starts from one set of weights; write a second experiment for another',
  'pretrain.seed': 'the seeds of an experiment are no factor',
  'pretrain.evaluateEvery': 'it changes only how often the held-out loss is recorded',
  'pretrain.checkpointEvery': 'it changes no result',
  'pretrain.keepEvery': 'it changes only which weights are kept on the way',
  'finetune.taskLimits': 'a level is one value; vary finetune.maxTrainExamples',
  'finetune.checkpointEvery': 'it changes no result',
};

/** Options that a sweep may vary. */
export const FACTOR_PATHS: readonly string[] = OPTION_PATHS.filter((path) => factorRefusal(path) === null);

/** Why a sweep may not vary an option that exists; null: it may. */
export function factorRefusal(path: string): string | null {
  const refused = REFUSED_FACTORS[path];
  if (refused !== undefined) return refused;
  if (SECTIONS_OF_A_VARIANT.some((section) => path.startsWith(section))) return null;
  if (path.startsWith('evaluate.')) return 'variants are compared on the same examples';
  if (path === 'seeds') return 'every variant is run with every seed';
  return 'it is not an option of the model or its training';
}

/** The JSON schema of what lies at a path, or null. */
export function jsonNodeAt(path: readonly (string | number)[]): JsonNode | null {
  let node: JsonNode | undefined = EXPERIMENT_JSON;
  for (const step of path) {
    if (node === undefined) return null;
    const options: readonly JsonNode[] = node.anyOf ?? [node];
    node = options.map((option) => child(option, step)).find((found) => found !== undefined);
  }
  return node ?? null;
}

function child(node: JsonNode, step: string | number): JsonNode | undefined {
  if (typeof step === 'number') return node.items;
  const known = propertiesOf(node);
  if (known !== null && Object.hasOwn(known, step)) return known[step];
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}

/** What an option accepts, in words: "a whole number of at least 1"; limits nobody meets, only to who met them. */
export function expectation(node: JsonNode, given: unknown = null): string {
  if (node.oneOf !== undefined) return 'a mapping (options indented under it)';
  if (node.anyOf !== undefined) return node.anyOf.map((option) => expectation(option, given)).join(' or ');
  if (node.enum?.length === 1) return JSON.stringify(node.enum[0]);
  if (node.enum !== undefined) return `one of ${node.enum.join(', ')}`;
  if (typeof node.type === 'object') return node.type.map((type) => expectation({ type })).join(' or ');
  if (node.pattern !== undefined && node.description !== undefined) return node.description;
  return WORDS[node.type ?? '']?.(node, given) ?? 'a value';
}

const WORDS: Readonly<Record<string, (node: JsonNode, given: unknown) => string>> = {
  integer: (node, given) => `a whole number${bounds(node, given)}`,
  number: (node, given) => `a number${bounds(node, given)}`,
  string: ({ maxLength }) => (maxLength === undefined ? 'text' : `text of at most ${maxLength} letters`),
  boolean: () => 'true or false',
  null: () => 'null',
  array: (node) => (node.items === undefined ? 'a list' : `a list, each ${expectation(node.items)}`),
  object: () => 'a mapping (options indented under it)',
};

/** Limits from here on are told to who met them. */
const FAR = 10_000;

function bounds(node: JsonNode, given: unknown): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node;
  const whole = node.type === 'integer';
  const isFar = Number.isFinite(given) && Math.abs(given as number) > Number.MAX_SAFE_INTEGER;
  const parts: string[] = [];
  if (minimum !== undefined && (isFar || minimum > Number.MIN_SAFE_INTEGER))
    parts.push(`at least ${minimum}`);
  if (exclusiveMinimum !== undefined)
    parts.push(whole ? `at least ${exclusiveMinimum + 1}` : `above ${exclusiveMinimum}`);
  if (maximum !== undefined && (maximum < FAR || Number(given) > maximum)) parts.push(`at most ${maximum}`);
  if (exclusiveMaximum !== undefined) parts.push(`below ${exclusiveMaximum}`);
  return parts.length === 0
    ? ''
    : ` of ${parts.join(' and ')}`.replace(' of above', ' above').replace(' of below', ' below');
}

/** Whether an option accepts a level. */
export function acceptsLevel(path: string, level: Level): boolean {
  return schemasAt(experimentSchema, path.split('.')).some((schema) => schema.safeParse(level).success);
}

/** The schemas of what lies at a path: several where sections of which one holds have the option. */
function schemasAt(schema: unknown, [step, ...rest]: readonly string[]): readonly z.ZodType[] {
  if (step === undefined) return schema instanceof z.ZodType ? [schema] : [];
  const section = schema instanceof z.ZodPrefault ? schema.unwrap() : schema;
  const sections: readonly unknown[] =
    section instanceof z.ZodDiscriminatedUnion ? section.options : [section];
  return sections.flatMap((one) => (one instanceof z.ZodObject ? schemasAt(one.shape[step], rest) : []));
}

/** The value of an option; undefined: the model is of a family that does not have it. */
export function optionOf(experiment: Experiment, path: string): unknown {
  let value: unknown = experiment;
  for (const step of path.split('.'))
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[step];
  return value;
}

/** The experiment with some options set to levels that they accept; the rest, maybe a long sweep, is shared with it. */
export function withLevels(experiment: Experiment, levels: Readonly<Record<string, Level>>): Experiment {
  return Object.entries(levels).reduce(
    (changed, [path, level]) => withValue(changed, path.split('.'), level),
    experiment,
  );
}

function withValue<T extends object>(section: T, [step = '', ...rest]: readonly string[], level: Level): T {
  const own = (section as Readonly<Record<string, unknown>>)[step];
  return { ...section, [step]: rest.length === 0 ? level : withValue(own as object, rest, level) };
}

/** The merged tree against the schema: every mismatch as a problem with its place, expectation and near miss. */
import type { z } from 'zod';
import { nodeAt, plainValue, type Mapping, type Path, type Tree } from './document.js';
import { didYouMean, nearMiss, suggestion } from './near-miss.js';
import {
  expectation,
  FACTOR_PATHS,
  jsonNodeAt,
  OPTION_PATHS,
  propertiesOf,
  type JsonNode,
} from './options.js';
import type { Problem } from './problem.js';
import { nowCalled, renamedExpectation, renamedOption } from './renamed.js';
import { experimentSchema, type Experiment } from './schema.js';
import { optionsEndingIn, renamed } from './unknown.js';

export interface Validation {
  readonly problems: readonly Problem[];
  /** With problems: what remains when the options that have one are left out. Null: nothing remains. */
  readonly experiment: Experiment | null;
  /** Paths of the options left out. */
  readonly leftOut: readonly string[];
}

/** The resolved experiment, or every mismatch and the rest, for further checks. */
export function validate(tree: Mapping): Validation {
  const value = plainValue(tree);
  const parsed = experimentSchema.safeParse(value);
  if (parsed.success) return { problems: [], experiment: parsed.data, leftOut: [] };
  const { issues } = parsed.error;
  const paths = issues.flatMap(refusedPaths);
  for (const path of paths) remove(value, path);
  const rest = experimentSchema.safeParse({ name: 'unnamed', ...(value as object) });
  return {
    problems: issues.flatMap((issue) => problemsOf(issue, tree)),
    experiment: rest.data ?? null,
    leftOut: paths.flatMap(namesOf),
  };
}

/** An option's path, and the one that it has now. */
function namesOf(path: readonly string[]): readonly string[] {
  const name = path.join('.');
  const now = renamedOption(name);
  return now === null ? [name] : [name, now];
}

/** The options that an issue concerns; a list is one option, and so is a hypothesis. */
function refusedPaths(issue: z.core.$ZodIssue): string[][] {
  const path = issue.path.map(String);
  if (path[0] === 'hypotheses') return [path.slice(0, 2)];
  const item = issue.path.findIndex((step) => typeof step === 'number');
  if (item >= 0) return [path.slice(0, item)];
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

function remove(value: unknown, path: readonly string[]): void {
  const [step = '', ...rest] = path;
  if (typeof value !== 'object' || value === null) return;
  if (rest.length > 0) remove((value as Record<string, unknown>)[step], rest);
  else Reflect.deleteProperty(value, step);
}

function problemsOf(issue: z.core.$ZodIssue, tree: Mapping): Problem[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, tree));
  const node = nodeAt(tree, path);
  if (node !== null) return [mismatch(path, node, issue)];
  return isThereUnderOldName(path, tree) ? [] : [missing(path, tree)];
}

function unknownKey(key: string, path: Path, tree: Mapping): Problem {
  const parent = nodeAt(tree, path);
  const place = parent?.kind === 'mapping' ? (parent.entries.get(key)?.key ?? null) : null;
  const full = [...path, key].join('.');
  const value = nodeAt(tree, [...path, key]);
  const old = renamed(full);
  const message = old?.message ?? `There is no option "${full}".`;
  const dotted = renamedOption(key) ?? key;
  if (key.includes('.') && OPTION_PATHS.includes(dotted))
    return { place, message, hint: dottedKey(dotted, value) };
  return { place, message, hint: old?.hint ?? optionMeant(key, path) };
}

function optionMeant(key: string, path: Path): string {
  const elsewhere = optionsEndingIn(key);
  if (elsewhere.length > 0) return didYouMean(elsewhere);
  const here = jsonNodeAt(path);
  const siblings = here === null ? [] : (here.propertyNames?.enum ?? Object.keys(propertiesOf(here) ?? {}));
  return suggestion(key, siblings.map(String), 'The options here are');
}

/** An option that is missing only because the file calls it by its old name: that is told already. */
function isThereUnderOldName(path: Path, tree: Mapping): boolean {
  const parent = nodeAt(tree, path.slice(0, -1));
  if (parent?.kind !== 'mapping') return false;
  const section = path.slice(0, -1).join('.');
  return [...parent.entries.keys()].some((key) => renamedOption(`${section}.${key}`) === path.join('.'));
}

/** Dotted paths are keys of a sweep alone; a section's options are indented under it. */
function dottedKey(key: string, node: Tree | null): string {
  const nested = key.split('.').reduceRight((inner, step) => `{ ${step}: ${inner} }`, '…');
  const hint = `Write ${nested.slice(2, -2)}`;
  return node?.kind === 'sequence' && isFactor(key) ? `${hint}; ${TO_VARY}.` : `${hint}.`;
}

const TO_VARY = 'to vary it, put it under sweep.factors';
const isFactor = (path: string): boolean => FACTOR_PATHS.includes(path);

function missing(path: Path, tree: Mapping): Problem {
  const parent = nodeAt(tree, path.slice(0, -1));
  const start = parent?.place;
  return {
    place: start === undefined ? null : { ...start, end: start.start + 1 },
    message: `The option "${path.join('.')}" is missing.`,
    hint: expected(path),
  };
}

function mismatch(path: Path, node: Tree, issue: z.core.$ZodIssue): Problem {
  const item = typeof path[path.length - 1] === 'number';
  const saying = item ? `${path.slice(0, -1).join('.')} contains` : `${path.join('.')} is`;
  const old =
    path[0] === 'hypotheses' && path[2] === 'expect' && node.kind === 'leaf' ? String(node.value) : '';
  const now = renamedExpectation(old);
  if (now !== null)
    return {
      place: node.place,
      message: nowCalled(`The expectation "${old}"`, `"${now}"`),
      hint: `Write "expect: ${now}".`,
    };
  return { place: node.place, message: `${saying} ${describe(node)}.`, hint: hintFor(path, node, issue) };
}

function hintFor(path: Path, node: Tree, issue: z.core.$ZodIssue): string | null {
  const schema = jsonNodeAt(path);
  if (node.kind === 'leaf' && node.value === null && schema !== null && isSection(schema)) {
    return 'Write options under it, indented, or remove the line.';
  }
  const choices = (schema?.enum ?? []).map(String);
  const near = node.kind === 'leaf' ? nearMiss(String(node.value), choices) : null;
  if (near !== null) return `Did you mean "${near}"? ${expected(path, node)}`;
  if (node.kind === 'sequence' && isFactor(path.join('.')))
    return expected(path)?.replace(/\.$/, `; ${TO_VARY}.`) ?? null;
  if (issue.code === 'too_small' && issue.origin === 'array') return 'Expected at least one.';
  return expected(path, node);
}

const isSection = (node: JsonNode): boolean => node.type === 'object' || node.oneOf !== undefined;

function expected(path: Path, node: Tree | null = null): string | null {
  const schema = jsonNodeAt(path);
  const given = node?.kind === 'leaf' ? node.value : null;
  return schema === null ? null : `Expected ${expectation(schema, given)}.`;
}

/** A value in a sentence. */
export function describe(node: Tree): string {
  if (node.kind === 'mapping') return 'a mapping';
  if (node.kind === 'sequence') return node.items.length === 0 ? 'an empty list' : 'a list';
  const text = typeof node.value === 'string' ? JSON.stringify(node.value) : String(node.value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

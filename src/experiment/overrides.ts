/** `--set a.b.c=value` → the layer that wins over every file. */
import type { Mapping, Tree } from './document.js';
import { mergeTrees, parseTree } from './document.js';
import { OPTION_PATHS } from './options.js';
import type { Advice, Problem } from './problem.js';
import type { Place, Source } from './source.js';
import { unknownOption } from './unknown.js';

const FLAG = '--set ';
const USAGE = 'Write --set section.option=value, e.g. --set model.heads=8.';
const NOT_HERE: Readonly<Record<string, string>> = {
  name: 'The name of an experiment is that of its file.',
  extends: 'Presets are named in the file.',
};

export interface ReadOverrides {
  /** All of them, later ones winning; null: there are none. */
  readonly tree: Mapping | null;
  /** Each by itself, in order. */
  readonly layers: readonly Mapping[];
  readonly problems: Problem[];
}

/** The options that the command line sets. */
export function readOverrides(overrides: readonly string[]): ReadOverrides {
  const lines = overrides.map((override) => FLAG + override);
  const source: Source = {
    layer: 'command line',
    name: 'command line',
    text: lines.join('\n'),
    isQuotable: true,
  };
  const problems: Problem[] = [];
  const layers: Mapping[] = [];
  let start = 0;
  for (const line of lines) {
    const one = readOverride({ source, start: start + FLAG.length, end: start + line.length }, problems);
    if (one !== null) layers.push(one);
    start += line.length + 1;
  }
  const merged = (under: Mapping, over: Mapping): Mapping => mergeTrees(under, over) as Mapping;
  const tree = layers.length === 0 ? null : layers.reduce(merged);
  return { tree, layers, problems };
}

function readOverride(place: Place, problems: Problem[]): Mapping | null {
  const text = place.source.text.slice(place.start, place.end);
  const equals = text.indexOf('=');
  const path = text.slice(0, equals).trim();
  const key = { ...place, end: place.start + Math.max(equals, 1) };
  if (equals < 1) return refuse(problems, place, { message: `"${text}" sets nothing.`, hint: USAGE });
  if (Object.hasOwn(NOT_HERE, path))
    return refuse(problems, key, {
      message: `--set cannot change "${path}".`,
      hint: NOT_HERE[path] ?? USAGE,
    });
  const steps = stepsOf(path);
  if (steps === null) return refuse(problems, key, unknownOption(path));
  const parsed = parseTree(place.source, place.start + equals + 1, place.end);
  problems.push(...parsed.problems);
  if (parsed.problems.length > 0) return null;
  const empty: Tree = { kind: 'leaf', value: null, place };
  return nest(steps, parsed.tree ?? empty, key);
}

function refuse(problems: Problem[], place: Place, advice: Advice): null {
  problems.push({ place, ...advice });
  return null;
}

/** The keys that lead to an option; factors' and variants' own keys hold dots, hypotheses have names. Null: there is no such option. */
export function stepsOf(path: string): string[] | null {
  const factor = /^(sweep)\.(factors)\.(.+)$/.exec(path);
  const variant = /^(sweep)\.(variants)\.([^.]+)(?:\.(.+))?$/.exec(path);
  const hypothesis = /^(hypotheses)\.([^.]+)(?:\.([^.]+))?$/.exec(path);
  const steps = (factor ?? variant ?? hypothesis)?.slice(1).filter(Boolean);
  if (steps !== undefined) return steps;
  const known = OPTION_PATHS.some((option) => option === path || option.startsWith(`${path}.`));
  return known ? path.split('.') : null;
}

function nest(steps: readonly string[], value: Tree, key: Place): Mapping {
  const [first = '', ...rest] = steps;
  const inner = rest.length === 0 ? value : nest(rest, value, key);
  return { kind: 'mapping', entries: new Map([[first, { key, value: inner }]]), place: key };
}

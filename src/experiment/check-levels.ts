/** Sweeps: each factor an option that may vary, each level one of its values, none twice. */
import { nodeAt, type Mapping, type Path, type Tree } from './document.js';
import { didYouMean, suggestion } from './near-miss.js';
import {
  acceptsLevel,
  expectation,
  FACTOR_PATHS,
  factorRefusal,
  jsonNodeAt,
  OPTION_PATHS,
} from './options.js';
import type { Problem } from './problem.js';
import type { Level, SweepOptions } from './schema.js';
import type { Place } from './source.js';
import { optionsEndingIn, renamed } from './unknown.js';

/** What is wrong with the factors and the variants, each taken by itself. */
export function levelProblems(sweep: SweepOptions, tree: Mapping): Problem[] {
  const ofFactors = Object.entries(sweep.factors).flatMap(([path, levels]) => {
    const at: Path = ['sweep', 'factors', path];
    const list = nodeAt(tree, at);
    const repeated = list?.kind === 'sequence' ? repeats(list.items, path) : [];
    const wrong = levels.flatMap((level, i) => levelProblem(path, level, nodeAt(tree, [...at, i])));
    return factorProblem(path, keyPlace(tree, at)) ?? [...wrong, ...repeated];
  });
  const ofVariants = Object.entries(sweep.variants).flatMap(([name, options]) =>
    variantOptions(name, options, tree),
  );
  return [...ofFactors, ...ofVariants];
}

function variantOptions(name: string, options: Readonly<Record<string, Level>>, tree: Mapping): Problem[] {
  const at: Path = ['sweep', 'variants', name];
  const own = Object.entries(options).flatMap(([path, level]) => {
    const here = [...at, path];
    return factorProblem(path, keyPlace(tree, here)) ?? levelProblem(path, level, nodeAt(tree, here));
  });
  const taken = name === 'reference' && Object.keys(options).length > 0;
  const hint = 'The reference is what the sections above say; choose another name.';
  const message = 'A variant cannot be called "reference" and differ from it.';
  const place = keyPlace(tree, at);
  const named = VARIANT_NAME.test(name) ? own : [{ place, ...badName(name) }, ...own];
  return taken ? [...named, { place, message, hint }] : named;
}

/** A trial is asked for as EXPERIMENT:VARIANT:SEED: no ":" (or "/"), something to read, no space at an end. */
const VARIANT_NAME = /^(?! )(?=.*[\p{L}\p{N}])[\p{L}\p{N} ._+=-]+(?<! )$/u;

const badName = (name: string) => ({
  message:
    name.trim() === '' ? 'A variant has no name.' : `A variant cannot be called ${JSON.stringify(name)}.`,
  hint: 'Expected letters, digits, spaces and . _ + = -, e.g. many-heads.',
});

function keyPlace(tree: Mapping, path: Path): Place | null {
  const parent = nodeAt(tree, path.slice(0, -1));
  return parent?.kind === 'mapping' ? (parent.entries.get(String(path[path.length - 1]))?.key ?? null) : null;
}

/** What is wrong with a factor's path; null: nothing. */
function factorProblem(path: string, place: Place | null): Problem[] | null {
  if (FACTOR_PATHS.includes(path)) return null;
  if (OPTION_PATHS.includes(path)) {
    return [{ place, message: `"${path}" cannot be a factor: ${factorRefusal(path)}.`, hint: null }];
  }
  const old = renamed(path);
  if (old !== null) return [{ place, ...old }];
  const byEnd = optionsEndingIn(path, FACTOR_PATHS);
  const inside = FACTOR_PATHS.filter((option) => option.startsWith(`${path}.`));
  const meant = byEnd.length > 0 ? byEnd : inside;
  const hint = meant.length > 0 ? didYouMean(meant) : suggestion(path, FACTOR_PATHS, 'The factors are');
  return [{ place, message: `There is no option "${path}" to vary.`, hint }];
}

function levelProblem(path: string, level: Level, node: Tree | null): Problem[] {
  if (acceptsLevel(path, level)) return [];
  const schema = jsonNodeAt(path.split('.'));
  const near =
    schema?.enum === undefined
      ? ''
      : `${suggestion(String(level), schema.enum.map(String), 'The levels are')} `;
  const shown = typeof level === 'string' ? JSON.stringify(level) : String(level);
  const hint =
    schema === null ? null : `${near.startsWith('Did') ? near : ''}Expected ${expectation(schema, level)}.`;
  return [{ place: node?.place ?? null, message: `${shown} is not a level of ${path}.`, hint }];
}

/** The sweep without what levelProblems refuses, so that the rest can still be checked. */
export function usableSweep(sweep: SweepOptions): SweepOptions {
  const usable = (path: string, level: Level) => FACTOR_PATHS.includes(path) && acceptsLevel(path, level);
  const factors = Object.entries(sweep.factors)
    .map(([path, levels]) => [path, [...new Set(levels)].filter((level) => usable(path, level))] as const)
    .filter(([, levels]) => levels.length > 0);
  const variants = Object.entries(sweep.variants).filter(([, options]) =>
    Object.entries(options).every(([path, level]) => usable(path, level)),
  );
  return { ...sweep, factors: Object.fromEntries(factors), variants: Object.fromEntries(variants) };
}

/** Items of a list that an earlier one equals. */
export function repeats(items: readonly Tree[], name: string): Problem[] {
  const seen = new Set<unknown>();
  return items.flatMap((item) => {
    if (item.kind !== 'leaf') return [];
    if (!seen.has(item.value)) return (seen.add(item.value), []);
    return [
      {
        place: item.place,
        message: `${name} holds ${String(item.value)} twice.`,
        hint: 'Remove one of them.',
      },
    ];
  });
}

/** Sweeps: each factor an option, each level a value of it, each variant sensible and unlike the others. */
import { BASELINE_CHECKS, CHECKS, violationsOf, type Violation } from './checks.js';
import { combinationsOf, gridSize, MOST_VARIANTS, type Combination } from './combinations.js';
import { nodeAt, type Mapping, type Tree } from './document.js';
import { effectiveOptions } from './effective.js';
import { suggestion } from './near-miss.js';
import {
  acceptsLevel,
  expectation,
  FACTOR_PATHS,
  factorRefusal,
  jsonNodeAt,
  OPTION_PATHS,
  withLevels,
} from './options.js';
import type { Problem } from './problem.js';
import type { Experiment, Level, SweepOptions } from './schema.js';
import type { Place } from './source.js';

type Path = readonly (string | number)[];

/** Every problem of a schema-valid experiment that its values together make. */
export function checkTogether(experiment: Experiment, tree: Mapping): Problem[] {
  const inSweep = [...designProblems(experiment.sweep, tree), ...levelProblems(experiment.sweep, tree)];
  const inLists = repeatedItems(tree);
  const variants = inSweep.length === 0 ? combinationsOf(experiment) : [];
  const inBaseline = baselineProblems(experiment, variants, tree);
  return [...inBaseline, ...inLists, ...inSweep, ...variantProblems(experiment, variants, tree)];
}

/** The baseline's own values; where no trial runs them (a grid without them), only what no level could mend. */
function baselineProblems(
  experiment: Experiment,
  variants: readonly Combination[],
  tree: Mapping,
): Problem[] {
  const isRun = variants.length === 0 || variants.some(({ levels }) => Object.keys(levels).length === 0);
  const varied = new Set(Object.keys(experiment.sweep.factors));
  return violationsOf(experiment, BASELINE_CHECKS)
    .filter(({ paths }) => isRun || !paths.some((path) => varied.has(path)))
    .map((violation) => toProblem(violation, placeOfOption(violation.paths, tree)));
}

function toProblem({ message, hint }: Violation, place: Place | null): Problem {
  return { place, message, hint };
}

/** The first of these options that a layer sets. */
function placeOfOption(paths: readonly string[], tree: Mapping): Place | null {
  const nodes = paths.map((path) => nodeAt(tree, path.split('.')));
  return nodes.find((node) => node !== null)?.place ?? null;
}

function repeatedItems(tree: Mapping): Problem[] {
  return [['seeds'], ['evaluate', 'tasks'], ['evaluate', 'baselines']].flatMap((path) => {
    const list = nodeAt(tree, path);
    return list?.kind === 'sequence' ? repeats(list.items, path.join('.')) : [];
  });
}

function repeats(items: readonly Tree[], name: string): Problem[] {
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

/** Options that another design would read. */
function designProblems(sweep: SweepOptions, tree: Mapping): Problem[] {
  const place = (key: string) => nodeAt(tree, ['sweep', key])?.place ?? null;
  const problems: Problem[] = [];
  const add = (wrong: boolean, key: string, message: string, hint: string) => {
    if (wrong) problems.push({ place: place(key) ?? place('design'), message, hint });
  };
  const { design } = sweep;
  const factors = Object.keys(sweep.factors).length;
  const variants = Object.keys(sweep.variants).length;
  const given = (key: string) => place(key) !== null;
  add(design === 'list' && variants === 0, 'variants', 'The design "list" has no variants.', VARIANTS);
  add(
    design !== 'list' && variants > 0,
    'variants',
    `The design "${design}" reads no variants.`,
    'Set sweep.design: list.',
  );
  add(
    design === 'list' && factors > 0,
    'factors',
    'The design "list" reads no factors.',
    'Use sweep.variants, or another design.',
  );
  add(
    (design === 'grid' || design === 'random') && factors === 0,
    'factors',
    `The design "${design}" has no factors.`,
    FACTORS,
  );
  if (design === 'random') return [...problems, ...sampleProblems(sweep, place)];
  add(
    given('samples') && sweep.samples !== null,
    'samples',
    `The design "${design}" draws no samples.`,
    'Remove sweep.samples, or set sweep.design: random.',
  );
  add(
    given('seed'),
    'seed',
    `The design "${design}" draws nothing by seed.`,
    'Remove sweep.seed (the seeds of training are "seeds"), or set sweep.design: random.',
  );
  add(
    design === 'grid' && gridSize(sweep) > MOST_VARIANTS,
    'factors',
    tooMany(gridSize(sweep)),
    'Use fewer levels, or the design "random".',
  );
  return problems;
}
const FACTORS = 'Write them under sweep.factors, e.g. model.heads: [2, 4, 8].';
const VARIANTS = 'Write them under sweep.variants, e.g. many-heads: {model.heads: 8}.';
const tooMany = (size: number) =>
  `These factors make ${size} combinations; at most ${MOST_VARIANTS} are planned.`;

function sampleProblems(sweep: SweepOptions, place: (key: string) => Place | null): Problem[] {
  const size = gridSize(sweep);
  const { samples } = sweep;
  const at = place('samples') ?? place('design');
  if (samples === null) {
    return [
      {
        place: at,
        message: 'The design "random" needs sweep.samples.',
        hint: 'Expected how many combinations to draw.',
      },
    ];
  }
  if (samples > MOST_VARIANTS) return [{ place: at, message: tooMany(samples), hint: 'Draw fewer.' }];
  if (size > Number.MAX_SAFE_INTEGER) {
    return [
      {
        place: place('factors'),
        message: 'These factors make too many combinations to number.',
        hint: 'Use fewer levels.',
      },
    ];
  }
  if (samples <= size || Object.keys(sweep.factors).length === 0) return [];
  return [
    {
      place: at,
      message: `The factors make ${size} combinations; ${samples} cannot be drawn.`,
      hint: `Expected at most ${size}.`,
    },
  ];
}

function levelProblems(sweep: SweepOptions, tree: Mapping): Problem[] {
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
  const taken = name === 'baseline' && Object.keys(options).length > 0;
  const hint = 'The baseline is what the sections above say; choose another name.';
  const message = 'A variant cannot be called "baseline" and differ from it.';
  return taken ? [...own, { place: keyPlace(tree, at), message, hint }] : own;
}

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
  const byEnd = FACTOR_PATHS.filter((option) => option.endsWith(`.${path}`));
  const inside = FACTOR_PATHS.filter((option) => option.startsWith(`${path}.`));
  const meant = byEnd.length > 0 ? byEnd : inside;
  const hint =
    meant.length > 0
      ? `Did you mean ${meant.map((option) => `"${option}"`).join(' or ')}?`
      : suggestion(path, FACTOR_PATHS, 'The factors are');
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
    schema === null ? null : `${near.startsWith('Did') ? near : ''}Expected ${expectation(schema)}.`;
  return [{ place: node?.place ?? null, message: `${shown} is no level of ${path}.`, hint }];
}

/** Combinations that make no sense, and ones that would compute the same thing twice. */
function variantProblems(experiment: Experiment, variants: readonly Combination[], tree: Mapping): Problem[] {
  const problems = new Map<string, Problem>();
  const sameAs = new Map<string, string>();
  const ofBaseline = new Set(violationsOf(experiment, BASELINE_CHECKS).map(({ message }) => message));
  for (const variant of variants) {
    const resolved = withLevels(experiment, variant.levels);
    for (const violation of violationsOf(resolved, CHECKS)) {
      const place = placeOfLevel(violation.paths, variant, experiment, tree);
      if (ofBaseline.has(violation.message) || place === null) continue;
      const message = `${violation.message.replace(/\.$/, '')} (variant "${variant.name}").`;
      const id = `${place.source.name}:${place.start}:${violation.paths[0]}`;
      if (!problems.has(id)) problems.set(id, { place, message, hint: violation.hint });
    }
    const identity = JSON.stringify(effectiveOptions(resolved));
    const twin = sameAs.get(identity);
    if (twin === undefined) sameAs.set(identity, variant.name);
    else problems.set(variant.name, twinProblem(variant, twin, placeOfLevel([], variant, experiment, tree)));
  }
  return [...problems.values()];
}

function twinProblem(variant: Combination, twin: string, place: Place | null): Problem {
  return {
    place,
    message: `The variants "${variant.name}" and "${twin}" would compute the same thing.`,
    hint: 'An option that another one switches off was varied; remove the level, or name the variants in a "list".',
  };
}

/** The level of a variant to blame: one of the options named, else its last. */
function placeOfLevel(
  paths: readonly string[],
  { name, levels }: Combination,
  { sweep }: Experiment,
  tree: Mapping,
): Place | null {
  const own = Object.keys(levels);
  const path = paths.find((candidate) => own.includes(candidate)) ?? own[own.length - 1];
  if (path === undefined) return null;
  if (sweep.design === 'list') return nodeAt(tree, ['sweep', 'variants', name, path])?.place ?? null;
  const index = (sweep.factors[path] ?? []).findIndex((level) => level === levels[path]);
  return nodeAt(tree, ['sweep', 'factors', path, index])?.place ?? null;
}

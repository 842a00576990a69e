/** Sweep → named combinations of levels, the same list for the same options. */
import { randomStream } from '../random/stream.js';
import { shortNamesOf } from './short-names.js';
import { optionOf } from './options.js';
import type { Experiment, Level, SweepOptions } from './schema.js';

export type Levels = Readonly<Record<string, Level>>;
export interface Combination {
  /** "reference", "heads=8", "heads=8 · positionEncoding=rotary", or the name that a list gives. */
  readonly name: string;
  /** Options that differ from the reference. */
  readonly levels: Levels;
}

/** More variants than this are a slip of the hand. */
export const MOST_VARIANTS = 10_000;

const DESIGNS: Record<SweepOptions['design'], (experiment: Experiment) => Combination[]> = {
  grid: (experiment) => named(experiment, grid(experiment.sweep)),
  random: (experiment) => named(experiment, draw(experiment.sweep)),
  'one-factor': (experiment) => named(experiment, [{}, ...oneByOne(experiment.sweep)]),
  list: ({ sweep, ...rest }) =>
    withoutRepeats([
      { name: 'reference', levels: {} },
      ...Object.entries(sweep.variants).map(([name, levels]) => differing({ sweep, ...rest }, name, levels)),
    ]),
};

/**
 * The combinations of an experiment, in the order of the file. `one-factor` and `list` begin with the reference;
 * `grid` and `random` hold it where the levels say so. What equals the reference is called "reference" and appears once.
 */
export function combinationsOf(experiment: Experiment): Combination[] {
  return DESIGNS[experiment.sweep.design](experiment);
}

/** How many combinations the levels of all factors make. */
export function gridSize(sweep: SweepOptions): number {
  return Object.values(sweep.factors).reduce((size, levels) => size * levels.length, 1);
}

/** How many variants a sweep makes at most: before repeats of the reference are merged. */
export function variantCount(sweep: SweepOptions): number {
  const sizes: Record<SweepOptions['design'], () => number> = {
    grid: () => gridSize(sweep),
    random: () => sweep.samples ?? 0,
    'one-factor': () => Object.values(sweep.factors).reduce((sum, levels) => sum + levels.length, 1),
    list: () => Object.keys(sweep.variants).length + 1,
  };
  return sizes[sweep.design]();
}

function grid(sweep: SweepOptions): Levels[] {
  return Array.from({ length: gridSize(sweep) }, (_, index) => combination(sweep, index));
}

/** Combination number `index` of the grid; the last factor varies fastest. */
function combination(sweep: SweepOptions, index: number): Levels {
  const chosen: [string, Level][] = [];
  for (const [path, levels] of Object.entries(sweep.factors).reverse()) {
    chosen.unshift([path, levels[index % levels.length] as Level]);
    index = Math.floor(index / levels.length);
  }
  return Object.fromEntries(chosen);
}

function oneByOne(sweep: SweepOptions): Levels[] {
  return Object.entries(sweep.factors).flatMap(([path, levels]) =>
    levels.map((level) => ({ [path]: level })),
  );
}

/** `samples` different combinations of the grid, in the order drawn; the order of factors in the file is no matter. */
function draw({ factors, ...rest }: SweepOptions): Levels[] {
  const sorted = Object.entries(factors).sort(([a], [b]) => (a < b ? -1 : 1));
  const sweep = { ...rest, factors: Object.fromEntries(sorted) };
  const size = gridSize(sweep);
  const stream = randomStream('sweep', sweep.seed);
  const drawn = new Set<number>();
  while (drawn.size < Math.min(sweep.samples ?? 0, size)) drawn.add(stream.integer(size));
  return [...drawn].map((index) => combination(sweep, index));
}

function named(experiment: Experiment, combinations: readonly Levels[]): Combination[] {
  const shortNames = shortNamesOf(Object.keys(experiment.sweep.factors));
  return withoutRepeats(
    combinations.map((levels) => {
      const own = differing(experiment, '', levels);
      const parts = Object.entries(own.levels).map(
        ([path, level]) => `${shortNames.get(path)}=${String(level)}`,
      );
      return { ...own, name: parts.length === 0 ? 'reference' : parts.join(' · ') };
    }),
  );
}

function differing(experiment: Experiment, name: string, levels: Levels): Combination {
  const own = Object.entries(levels).filter(([path, level]) => optionOf(experiment, path) !== level);
  return own.length === 0 ? { name: 'reference', levels: {} } : { name, levels: Object.fromEntries(own) };
}

function withoutRepeats(combinations: readonly Combination[]): Combination[] {
  const seen = new Set<string>();
  return combinations.filter(({ name }) => !seen.has(name) && seen.add(name));
}

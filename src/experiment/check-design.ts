/** Sweeps: what each design needs, and what it would not read. */
import { gridSize, MOST_VARIANTS, variantCount } from './combinations.js';
import { nodeAt, type Mapping } from './document.js';
import type { Problem } from './problem.js';
import type { SweepOptions } from './schema.js';

interface Rule {
  /** Options to point at: the first that a layer sets. */
  readonly at: readonly (keyof SweepOptions)[];
  broken(sweep: SweepOptions, given: (option: keyof SweepOptions) => boolean): boolean;
  message(sweep: SweepOptions): string;
  readonly hint: string;
}

const factorCount = ({ factors }: SweepOptions): number => Object.keys(factors).length;
const namedVariants = ({ variants }: SweepOptions): number => Object.keys(variants).length;

const RULES: readonly Rule[] = [
  {
    at: ['variants', 'design'],
    broken: (sweep) => sweep.design === 'list' && namedVariants(sweep) === 0,
    message: () => 'The design "list" has no variants.',
    hint: 'Write them under sweep.variants, e.g. many-heads: {model.heads: 8}.',
  },
  {
    at: ['variants'],
    broken: (sweep) => sweep.design !== 'list' && namedVariants(sweep) > 0,
    message: ({ design }) => `The design "${design}" does not use variants.`,
    hint: 'Set sweep.design: list.',
  },
  {
    at: ['factors'],
    broken: (sweep) => sweep.design === 'list' && factorCount(sweep) > 0,
    message: () => 'The design "list" does not use factors.',
    hint: 'Use sweep.variants, or another design.',
  },
  {
    at: ['factors', 'design'],
    broken: (sweep) => ['grid', 'random'].includes(sweep.design) && factorCount(sweep) === 0,
    message: ({ design }) => `The design "${design}" has no factors.`,
    hint: 'Write them under sweep.factors, e.g. model.heads: [2, 4, 8].',
  },
  {
    at: ['samples'],
    broken: ({ design, samples }) => design !== 'random' && samples !== null,
    message: ({ design }) => `The design "${design}" draws no samples.`,
    hint: 'Remove sweep.samples, or set sweep.design: random.',
  },
  {
    at: ['seed'],
    broken: ({ design }, given) => design !== 'random' && given('seed'),
    message: ({ design }) => `The design "${design}" draws nothing by seed.`,
    hint: 'Remove sweep.seed (the seeds of training are "seeds"), or set sweep.design: random.',
  },
  {
    at: ['samples', 'design'],
    broken: ({ design, samples }) => design === 'random' && samples === null,
    message: () => 'The design "random" needs sweep.samples.',
    hint: 'Expected how many combinations to draw.',
  },
  {
    at: ['samples'],
    broken: (sweep) =>
      sweep.design === 'random' && factorCount(sweep) > 0 && (sweep.samples ?? 0) > gridSize(sweep),
    message: (sweep) => `The factors make ${gridSize(sweep)} combinations; ${sweep.samples} cannot be drawn.`,
    hint: 'Draw fewer, or add levels.',
  },
  {
    at: ['factors'],
    broken: (sweep) => sweep.design === 'random' && gridSize(sweep) > Number.MAX_SAFE_INTEGER,
    message: () => 'These factors make too many combinations to number.',
    hint: 'Use fewer levels.',
  },
  {
    at: ['samples', 'variants', 'factors'],
    broken: (sweep) => variantCount(sweep) > MOST_VARIANTS,
    message: (sweep) =>
      `The sweep makes ${variantCount(sweep)} variants; at most ${MOST_VARIANTS} are planned.`,
    hint: 'Use fewer levels, or draw some of their combinations with the design "random".',
  },
];

/** Every rule that a sweep breaks. */
export function designProblems(sweep: SweepOptions, tree: Mapping): Problem[] {
  const placeOf = (option: string) => nodeAt(tree, ['sweep', option])?.place ?? null;
  return RULES.filter((rule) => rule.broken(sweep, (option) => placeOf(option) !== null)).map((rule) => ({
    place: rule.at.map(placeOf).find((place) => place !== null) ?? null,
    message: rule.message(sweep),
    hint: rule.hint,
  }));
}

/** Sweeps: what each design needs and what it would not read. */
import { gridSize, MOST_VARIANTS } from './combinations.js';
import { nodeAt, type Mapping } from './document.js';
import type { Problem } from './problem.js';
import type { SweepOptions } from './schema.js';
import type { Place } from './source.js';

/** Options that another design would read. */
export function designProblems(sweep: SweepOptions, tree: Mapping): Problem[] {
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

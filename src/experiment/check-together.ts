/** Options that are each valid, taken together: the reference, the sweep, and every variant. */
import { hypothesisProblems } from './check-hypotheses.js';
import { designProblems } from './check-design.js';
import { levelProblems, repeats, usableSweep } from './check-levels.js';
import { REFERENCE_CHECKS, CHECKS, violationsOf } from './checks.js';
import { combinationsOf, type Combination } from './combinations.js';
import { nodeAt, type Mapping } from './document.js';
import { effectiveOptions } from './effective.js';
import { jsonNodeAt, OPTION_PATHS, withLevels } from './options.js';
import type { Problem } from './problem.js';
import type { Experiment } from './schema.js';
import type { Place, Source } from './source.js';

/** A schema-valid experiment, and the options that had to be left out to make it valid. */
export interface Candidate {
  readonly experiment: Experiment;
  readonly tree: Mapping;
  readonly leftOut: readonly string[];
}

/** Every problem that the values make together; none that follows from an option left out. */
export function checkTogether({ experiment, tree, leftOut }: Candidate): Problem[] {
  const { sweep } = experiment;
  const damaged = leftOut.some((path) => path === 'sweep' || path.startsWith('sweep.'));
  const ofDesign = designProblems(sweep, tree);
  const usable = { ...experiment, sweep: usableSweep(sweep) };
  const variants = ofDesign.length === 0 ? combinationsOf(usable) : [];
  return [
    ...referenceProblems({ experiment: usable, tree, leftOut }, variants),
    ...repeatedItems(tree),
    ...(damaged ? [] : ofDesign),
    ...levelProblems(sweep, tree),
    ...variantProblems({ experiment: usable, tree, leftOut }, variants),
    ...hypothesisProblems(usable, damaged ? [] : variants, tree),
  ];
}

/** The reference's own values; where no trial runs them (a grid without them), only what no level could mend. */
function referenceProblems(candidate: Candidate, variants: readonly Combination[]): Problem[] {
  const { experiment, tree } = candidate;
  const isRun = variants.length === 0 || variants.some(({ levels }) => Object.keys(levels).length === 0);
  const varied = new Set(Object.keys(experiment.sweep.factors));
  return violationsOf(experiment, REFERENCE_CHECKS)
    .filter(({ paths }) => isRun || !paths.some((path) => varied.has(path)))
    .filter(({ paths }) => paths.every((path) => isKnown(path, candidate)))
    .map(({ paths, message, hint }) => ({ place: placeOfOption(paths, tree), message, hint }));
}

/** Whether an option has its value, not the default in place of one that was refused. */
function isKnown(path: string, { leftOut }: Candidate): boolean {
  return !leftOut.some((left) => path === left || path.startsWith(`${left}.`));
}

const NEAREST_FIRST: readonly Source['layer'][] = ['command line', 'file', 'preset'];

/** Of these options, the first in the layer nearest to the user: a preset was right before somebody changed it. */
function placeOfOption(paths: readonly string[], tree: Mapping): Place | null {
  const places = paths.flatMap((path) => nodeAt(tree, path.split('.'))?.place ?? []);
  const layers = NEAREST_FIRST.map((layer) => places.find(({ source }) => source.layer === layer));
  return layers.find((place) => place !== undefined) ?? null;
}

const LISTS = OPTION_PATHS.filter((path) => jsonNodeAt(path.split('.'))?.type === 'array');

function repeatedItems(tree: Mapping): Problem[] {
  return LISTS.flatMap((path) => {
    const list = nodeAt(tree, path.split('.'));
    return list?.kind === 'sequence' ? repeats(list.items, path) : [];
  });
}

/** Combinations that make no sense, and ones that would compute the same thing twice; one problem a level. */
function variantProblems(candidate: Candidate, variants: readonly Combination[]): Problem[] {
  const { experiment } = candidate;
  const ofReference = new Set(violationsOf(experiment, REFERENCE_CHECKS).map(({ message }) => message));
  const problems = new Map<string, Problem>();
  const sameAs = new Map<string, string>();
  for (const variant of variants) {
    const resolved = withLevels(experiment, variant.levels);
    for (const { paths, message, hint } of violationsOf(resolved, CHECKS)) {
      const place = placeOfLevel(paths, variant, candidate);
      const known = paths.every((path) => path in variant.levels || isKnown(path, candidate));
      if (ofReference.has(message) || place === null || !known) continue;
      const id = `${place.source.name}:${place.start}:${paths[0]}`;
      const told = `${message.replace(/\.$/, '')} (variant "${variant.name}").`;
      if (!problems.has(id)) problems.set(id, { place, message: told, hint });
    }
    const identity = JSON.stringify(effectiveOptions(resolved));
    const twin = sameAs.get(identity);
    if (twin === undefined) sameAs.set(identity, variant.name);
    else problems.set(variant.name, twinProblem(variant, twin, placeOfLevel([], variant, candidate)));
  }
  return [...problems.values()];
}

function twinProblem(variant: Combination, twin: string, place: Place | null): Problem {
  return {
    place,
    message: `The variants "${variant.name}" and "${twin}" would compute the same thing.`,
    hint: 'They differ only in options that have no effect there, or not at all; remove one.',
  };
}

/** The level of a variant to blame: one of the options named, else its last. */
function placeOfLevel(paths: readonly string[], variant: Combination, candidate: Candidate): Place | null {
  const { tree, experiment } = candidate;
  const { name, levels } = variant;
  const own = Object.keys(levels);
  const path = paths.find((option) => own.includes(option)) ?? own[own.length - 1];
  if (path === undefined) return null;
  if (experiment.sweep.design === 'list')
    return nodeAt(tree, ['sweep', 'variants', name, path])?.place ?? null;
  const list = nodeAt(tree, ['sweep', 'factors', path]);
  const items = list?.kind === 'sequence' ? list.items : [];
  return items.find((item) => item.kind === 'leaf' && item.value === levels[path])?.place ?? null;
}

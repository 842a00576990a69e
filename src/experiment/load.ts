/** One file → a validated, resolved experiment in which every value knows where it came from. */
import { basename, extname } from 'node:path';
import { checkTogether } from './check-together.js';
import { mergeTrees, nodeAt, type Mapping } from './document.js';
import { readLayers } from './layers.js';
import { OPTION_PATHS } from './options.js';
import { readOverrides } from './overrides.js';
import { ExperimentError, type Problem } from './problem.js';
import type { Experiment } from './schema.js';
import { displayPath, originOf, type Origin } from './source.js';
import { validate } from './validate.js';

export interface LoadedExperiment {
  readonly experiment: Experiment;
  /** As given. */
  readonly file: string;
  /** Dotted option path → where its value was set. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** What each preset, the file and each `--set` says itself, in rising rank. */
  readonly layers: readonly Mapping[];
}

/**
 * Reads an experiment file, what it extends and the `--set` overrides; command line > file > preset > default.
 * @throws ExperimentError with every problem found, each at its place; exit code 2.
 */
export async function loadExperiment(file: string, overrides: readonly string[]): Promise<LoadedExperiment> {
  const layers = await readLayers(file);
  const commandLine = readOverrides(overrides);
  const problems = [...layers.problems, ...commandLine.problems];
  if (layers.tree === null) throw new ExperimentError(problems);
  const tree =
    commandLine.tree === null ? layers.tree : (mergeTrees(layers.tree, commandLine.tree) as Mapping);
  const { experiment, leftOut, problems: mismatches } = validate(tree);
  problems.push(...mismatches, ...nameProblems(file, tree));
  if (experiment !== null) problems.push(...checkTogether({ experiment, tree, leftOut }));
  if (problems.length > 0 || experiment === null) throw new ExperimentError(problems);
  return { experiment, file, origins: originsOf(tree), layers: [...layers.layers, ...commandLine.layers] };
}

/** One file, one experiment, one report: they share a name. */
function nameProblems(file: string, tree: Mapping): Problem[] {
  const node = nodeAt(tree, ['name']);
  const wanted = basename(file, extname(file));
  if (node?.kind !== 'leaf' || typeof node.value !== 'string' || node.value === wanted) return [];
  const message = `The experiment is called "${node.value}" and its file ${displayPath(file)}.`;
  return [
    {
      place: node.place,
      message,
      hint: `Write "name: ${wanted}", or rename the file to ${node.value}.yaml.`,
    },
  ];
}

function originsOf(tree: Mapping): ReadonlyMap<string, Origin> {
  const paths = OPTION_PATHS.filter((path) => path !== 'extends').map((path) => path.split('.'));
  const varied = ['factors', 'variants'].flatMap((kind) => {
    const node = nodeAt(tree, ['sweep', kind]);
    return node?.kind === 'mapping' ? [...node.entries.keys()].map((key) => ['sweep', kind, key]) : [];
  });
  return new Map(
    [...paths, ...varied].map((path) => [path.join('.'), originOf(nodeAt(tree, path)?.place ?? null)]),
  );
}

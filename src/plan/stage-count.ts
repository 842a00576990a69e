/** How many stages an experiment makes at most, by arithmetic alone: known before one of them is built. */
import { variantCount } from '../experiment/combinations.js';
import { nodeAt } from '../experiment/document.js';
import type { LoadedExperiment } from '../experiment/load.js';
import { ExperimentError } from '../experiment/problem.js';
import type { Experiment } from '../experiment/schema.js';
import { DECLARATIONS } from '../stages/index.js';
import type { Scope } from '../stages/stage.js';

/** Planned within a minute and a gigabyte of memory. */
export const MOST_STAGES = 100_000;

/** Kinds of stages that are planned once for each such place. */
const kindsOf = (wanted: Scope): number => DECLARATIONS.filter(({ scope }) => scope === wanted).length;

/** Stages of all trials, as if no two trials shared one. */
export function mostStages(experiment: Experiment): number {
  const { sweep, seeds, evaluate } = experiment;
  const ofTrial = kindsOf('trial') + evaluate.tasks.length * kindsOf('task');
  return variantCount(sweep) * seeds.length * ofTrial;
}

/** Throws ExperimentError at the seeds, or at the sweep, where a plan would be larger than anybody could run. */
export function checkStageCount({ experiment, layers }: LoadedExperiment): void {
  const count = mostStages(experiment);
  if (count <= MOST_STAGES) return;
  const { sweep, seeds, evaluate } = experiment;
  const option = seeds.length > 1 ? 'seeds' : 'sweep';
  const place = layers.map((layer) => nodeAt(layer, [option])).findLast((node) => node !== null)?.place;
  const factors = [
    many(variantCount(sweep), 'variant'),
    many(seeds.length, 'seed'),
    many(evaluate.tasks.length, 'task'),
  ];
  const message = `${factors.join(' × ')} make up to ${count} stages; at most ${MOST_STAGES} are planned.`;
  const hint =
    'Use fewer seeds, levels or tasks, draw combinations with the design "random", or write several experiments.';
  throw new ExperimentError([{ place: place ?? null, message, hint }]);
}

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

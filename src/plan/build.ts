/** Experiment → plan. Pure: the same experiment and inputs give the same plan, to the byte. */
import type { Experiment } from '../experiment/schema.js';
import { DECLARATIONS, inputsOf } from '../stages/index.js';
import type { Stage, StageSpec } from '../stages/index.js';
import type { PlanInputs } from '../stages/inputs.js';
import type { Declaration, Place, Scope, TaskPlace, TrialPlace } from '../stages/stage.js';
import { freeze } from './freeze.js';
import { stageKey } from './keys.js';
import type { Plan, Trial } from './plan.js';
import { variantsOf } from './variants.js';

/** Stages found so far, each key once, inputs before what reads them. */
type Stages = Map<string, Stage>;

/** The stages that one place asks for: key → kind. */
type Found = ReadonlyMap<string, string>;

/**
 * The frozen plan: each variant with each seed, and every stage that they and the experiment itself need, once. What two
 * trials share (tokens, a pre-training) is one stage with one key, labelled by the first trial that needs it.
 */
export function planExperiment(
  given: Experiment,
  inputs: PlanInputs,
  overrides: readonly string[] = [],
): Plan {
  const experiment = structuredClone(given);
  const variants = variantsOf(experiment);
  const stages: Stages = new Map();
  // First, because they are cheap and read every data set: what is wrong with one shows before hours of training.
  addAll('experiment', stages, () => ({ experiment, inputs }));
  const trials = variants.flatMap((variant) =>
    experiment.seeds.map((seed) =>
      addTrial({ experiment: variant.experiment, inputs, variant: variant.name, seed }, stages),
    ),
  );
  return freeze({
    experiment,
    overrides: [...overrides],
    variants,
    trials,
    stages: [...stages.values()],
  });
}

function addTrial(trial: Omit<TrialPlace, 'keyOf'>, stages: Stages): Trial {
  const shared = addAll('trial', stages, (found): TrialPlace => ({ ...trial, keyOf: keyIn(found) }));
  const perTask = trial.experiment.evaluate.tasks.flatMap((task) => {
    const placeOf = (found: Found): TaskPlace => ({
      ...trial,
      task,
      keyOf: keyIn(new Map([...shared, ...found])),
    });
    return [...addAll('task', stages, placeOf).keys()];
  });
  return { variant: trial.variant, seed: trial.seed, stages: [...shared.keys(), ...perTask] };
}

/** Adds the stages of every kind of a scope; `placeOf`: their place, once these of it were found. */
function addAll(scope: Scope, stages: Stages, placeOf: (found: Found) => Place): Found {
  const found = new Map<string, string>();
  for (const declaration of DECLARATIONS.filter((one) => one.scope === scope)) {
    const place = placeOf(found);
    for (const stage of plannedBy(declaration, place)) {
      if (!stages.has(stage.key)) stages.set(stage.key, stage);
      found.set(stage.key, stage.spec.kind);
    }
  }
  return found;
}

function plannedBy(declaration: Declaration<StageSpec>, place: Place): readonly Stage[] {
  return declaration.plan(place).map(({ spec, label }) => ({
    key: stageKey(spec, place.inputs.numericsVersion),
    spec,
    inputs: inputsOf(spec),
    label,
    estimate: declaration.estimate(spec, place),
  }));
}

const keyIn =
  (found: Found) =>
  (kind: string): string => {
    const key = [...found].find(([, one]) => one === kind)?.[0];
    if (key === undefined)
      throw new Error(`A stage reads one of kind ${kind}, and no such stage was planned before it.`);
    return key;
  };

/** File → experiment → inputs → plan: the way that `plan`, `run` and others share. */
import type { LoadedExperiment } from '../experiment/load.js';
import { EXIT, UserError } from '../failure.js';
import { planExperiment } from '../plan/build.js';
import type { Plan } from '../plan/plan.js';
import { withUpstream } from '../plan/upstream.js';
import { systemFailure } from '../system-failure.js';
import { gatherInputs } from '../run/inputs.js';
import type { GatheredInputs } from '../run/inputs.js';
import { wantedInstructionSet } from './options.js';
import type { FileOptions } from './options.js';
import { loadPlannable } from './plannable.js';
import { checkStart } from './start.js';
import { withStore } from './project.js';
import type { Project } from './project.js';

export interface Prepared extends GatheredInputs {
  /** That the kernels are to use; null: the best. */
  readonly instructionSet: string | null;
  readonly plan: Plan;
  readonly loaded: LoadedExperiment;
}

/** Writes nothing but the miniature's data. Throws UserError for a wrong file or absent data. */
export const preparePlan = (given: FileOptions, project: Project): Promise<Prepared> =>
  prepared(given, project, true);

/** The same, with published sizes and unknown keys where data is absent: to be shown, not to be run. */
export const foresee = (given: FileOptions, project: Project): Promise<Prepared> =>
  prepared(given, project, false);

async function prepared(
  { file, set }: FileOptions,
  project: Project,
  isComplete: boolean,
): Promise<Prepared> {
  const loaded = await loadPlannable({ file, set }, project);
  await checkStart(loaded, project.datasets);
  const records = (await withStore(project, (store) => store.allStages())) ?? [];
  const { datasets } = project;
  const instructionSet = wantedInstructionSet();
  const gathered = await gatherInputs(loaded.experiment, {
    datasets,
    records,
    instructionSet,
    isComplete,
  });
  return {
    ...gathered,
    instructionSet,
    loaded,
    plan: planExperiment(loaded.experiment, gathered.inputs, set),
  };
}

/** The plan of a file as it stands, or what the user would have to mend, where it cannot be planned here. */
export async function prepareIfPossible(file: string, project: Project): Promise<Prepared | UserError> {
  return preparePlan({ file, set: [] }, project).catch((thrown: unknown) => {
    const error = systemFailure(thrown);
    if (error instanceof UserError) return error;
    throw error;
  });
}

/** The same plan with fewer stages; all of them where no key is given. Throws UserError for a key that is not in it. */
export function onlyStages(plan: Plan, prefixes: readonly string[]): Plan {
  if (prefixes.length === 0) return plan;
  const wanted = prefixes.flatMap((given) => given.split(',')).map((prefix) => keyOf(plan, prefix));
  return { ...plan, stages: withUpstream(plan, wanted) };
}

function keyOf({ experiment: { name }, stages }: Plan, prefix: string): string {
  const found = prefix === '' ? [] : stages.filter(({ key }) => key.startsWith(prefix));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.key;
  throw new UserError(
    only === undefined
      ? `No stage of ${name}, as its file, the data and the engine stand, has a key that begins with "${prefix}". ` +
          `reprise plan ${name} shows the keys; reprise why EXPERIMENT:VARIANT:SEED says what changed.`
      : `${found.length} keys of ${name} begin with "${prefix}"; give more digits.`,
    EXIT.usage,
  );
}

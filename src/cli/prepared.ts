/** File → experiment → inputs → plan: the way that `plan` and `run` share. */
import { loadExperiment } from '../experiment/load.js';
import type { LoadedExperiment } from '../experiment/load.js';
import { UserError } from '../failure.js';
import { planExperiment } from '../plan/build.js';
import type { Plan } from '../plan/plan.js';
import { gatherInputs } from '../run/inputs.js';
import type { GatheredInputs } from '../run/inputs.js';
import type { FileOptions } from './options.js';
import { experimentFile, withStore } from './project.js';
import type { Project } from './project.js';

export interface Prepared extends GatheredInputs {
  readonly plan: Plan;
  readonly loaded: LoadedExperiment;
}

/** Writes nothing but the miniature's data. Throws UserError for a wrong file or absent data. */
export async function preparePlan({ file, set }: FileOptions, project: Project): Promise<Prepared> {
  const loaded = await loadExperiment(await experimentFile(file, project), set);
  const records = (await withStore(project, (store) => store.allStages())) ?? [];
  const gathered = await gatherInputs(loaded.experiment, project.datasets, records);
  return { ...gathered, loaded, plan: planExperiment(loaded.experiment, gathered.inputs, set) };
}

/** The plan of a file as it stands, or what the user would have to mend, where it cannot be planned here. */
export async function prepareIfPossible(file: string, project: Project): Promise<Prepared | UserError> {
  return preparePlan({ file, set: [] }, project).catch((error: unknown) => {
    if (error instanceof UserError) return error;
    throw error;
  });
}

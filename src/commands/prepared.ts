/** File → experiment → facts → plan: the way that `plan` and `run` share. */
import { loadExperiment } from '../experiment/load.js';
import type { EngineName } from '../experiment/schema.js';
import { planExperiment } from '../plan/build.js';
import type { Plan } from '../plan/plan.js';
import { gatherFacts } from '../run/facts.js';
import type { FileOptions } from './options.js';
import { experimentFile, withStore } from './project.js';
import type { Project } from './project.js';

export interface Prepared {
  readonly plan: Plan;
  readonly engine: EngineName;
}

/** Writes nothing but the miniature's data. Throws UserError for a wrong file or absent data. */
export async function preparePlan({ file, set }: FileOptions, project: Project): Promise<Prepared> {
  const { experiment } = await loadExperiment(await experimentFile(file, project), set);
  const records = (await withStore(project, (store) => store.allStages())) ?? [];
  const { engine, facts } = await gatherFacts(experiment, project.datasets, records);
  return { plan: planExperiment(experiment, facts, set), engine };
}

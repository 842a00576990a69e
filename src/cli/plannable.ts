/** File → experiment, checked: all that `validate` does, and where a plan begins. */
import { loadExperiment } from '../experiment/load.js';
import type { LoadedExperiment } from '../experiment/load.js';
import { checkStageCount } from '../plan/stage-count.js';
import type { FileOptions } from './options.js';
import { experimentFile } from './project.js';
import type { Project } from './project.js';

/** An experiment that is right, and small enough to be planned. Throws UserError, or ExperimentError with the places. */
export async function loadPlannable({ file, set }: FileOptions, project: Project): Promise<LoadedExperiment> {
  const loaded = await loadExperiment(await experimentFile(file, project), set);
  checkStageCount(loaded);
  return loaded;
}

/** Results compared with the lock file of their experiment, at the end of a run and by `reprise verify lock FILE`. */
import { displayPath } from '../experiment/source.js';
import { EXIT, UserError } from '../failure.js';
import { judge } from '../lockfile/judge.js';
import type { Judged } from '../lockfile/judge.js';
import { lockPathOf } from '../lockfile/lockfile.js';
import type { LockFile } from '../lockfile/lockfile.js';
import { readLockFile } from '../lockfile/read.js';
import { readPlanned } from '../results/recorded.js';
import type { Store } from '../store/store.js';
import { countsOf, renderVerdicts } from './terminal/lock-verdicts.js';
import type { FileOptions, JsonOption } from './options.js';
import { preparePlan } from './prepared.js';
import type { Prepared } from './prepared.js';
import { print, printJson } from './terminal/print.js';
import { projectAt, withResults } from './project.js';

/** The lock file beside an experiment's; null: there is none. Throws UserError where it is no lock file any more. */
export const lockBeside = ({ loaded }: Prepared): Promise<LockFile | null> =>
  readLockFile(lockPathOf(loaded.file), loaded.experiment.name);

/** After a run that ended with this code, and showed its table: the check, and the code it leaves. */
export async function checkAfterRun(
  code: number,
  { lock, prepared, store }: { lock: LockFile | null; prepared: Prepared; store: Store },
): Promise<number> {
  if (lock === null || (code !== EXIT.ok && code !== EXIT.someTrialsFailed)) return code;
  const judged = judge(lock, await readPlanned(store, prepared.plan), prepared.inputs.numericsVersion);
  print();
  print(renderVerdicts(judged, { lock, prepared }));
  return hasFailed(judged) ? EXIT.differs : code;
}

export async function verifyLock({
  file,
  set,
  root,
  json,
}: FileOptions & JsonOption & { root: string }): Promise<number> {
  const project = projectAt(root);
  const prepared = await preparePlan({ file, set }, project);
  const lock = await lockBeside(prepared);
  const { plan, inputs, loaded } = prepared;
  if (lock === null)
    throw new UserError(
      `There is no lock file ${displayPath(lockPathOf(loaded.file))}. Write one: reprise lock ${plan.experiment.name}`,
      EXIT.usage,
    );
  const recorded = await withResults(project, (store) => readPlanned(store, plan));
  const judged = judge(lock, recorded, inputs.numericsVersion);
  if (json) printJson({ experiment: plan.experiment.name, counts: countsOf(judged), ...judged });
  else print(renderVerdicts(judged, { lock, prepared }));
  return hasFailed(judged) ? EXIT.differs : EXIT.ok;
}

const hasFailed = ({ cells }: Judged): boolean => cells.some(({ verdict }) => verdict === 'FAIL');

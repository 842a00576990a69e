/** `reprise lock FILE`: an experiment's results, written beside its file for other machines to compare theirs with. */
import writeFileAtomic from 'write-file-atomic';
import { displayPath } from '../../experiment/source.js';
import { EXIT, UserError } from '../../failure.js';
import { lockPathOf } from '../../lockfile/lockfile.js';
import { lockOf, lockText } from '../../lockfile/write.js';
import { readPlanned } from '../../results/recorded.js';
import type { Recorded } from '../../results/recorded.js';
import type { Verb } from './verb.js';
import { preparePlan } from '../prepared.js';
import { counted, print } from '../terminal/print.js';
import { projectAt, withResults } from '../project.js';

export const lock: Verb<{ file: string }> = {
  options: (yargs) =>
    yargs.positional('file', {
      type: 'string',
      demandOption: true,
      describe: 'an experiment, all of which is done: its file, or the name of a file in experiments/',
    }),
  run: async ({ file, root }) => {
    const project = projectAt(root);
    const { plan, loaded, engine, inputs } = await preparePlan({ file, set: [] }, project);
    const recorded = await withResults(project, (store) => readPlanned(store, plan));
    requireWhole(recorded);
    const locked = lockOf(recorded, { name: engine, numericsVersion: inputs.numericsVersion });
    const path = lockPathOf(loaded.file);
    await writeFileAtomic(path, lockText(locked));
    const cells = locked.rows.reduce((sum, row) => sum + row.cells.length, 0);
    print(
      `Locked ${counted(cells, 'cell')} of ${plan.experiment.name} (${locked.numericsVersion}): ${displayPath(path)}`,
    );
    return EXIT.ok;
  },
};

/** Half a table is nothing to compare others with. */
function requireWhole({ plan, records }: Recorded): void {
  const { name } = plan.experiment;
  const missing = plan.stages.filter(({ key }) => records.get(key)?.status !== 'done');
  if (missing.length === 0) return;
  const failed = missing.filter(({ key }) => records.has(key)).length;
  const labels = missing.slice(0, 3).map(({ label }) => `"${label}"`);
  const rest = missing.length > labels.length ? ` and ${missing.length - labels.length} more` : '';
  throw new UserError(
    `${name}, as its file stands, is not wholly done: of ${counted(plan.stages.length, 'stage')} ` +
      `${missing.length - failed} are missing and ${failed} failed (${labels.join(', ')}${rest}). ` +
      `Run it first: reprise run ${name}`,
  );
}

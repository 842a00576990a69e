/** Data must be what the key says: looked at again as soon as it was read, before anything is made of it. */
import { changeSince } from '../datasets/planned.js';
import { UserError } from '../failure.js';
import type { StageContext } from './stage.js';

/** Throws UserError naming the file of `path` that changed since the run was planned. `hash`: of the data, then. */
export async function checkUnchanged(path: string, hash: string, { data }: StageContext): Promise<void> {
  const planned = data.get(hash);
  const change = planned === undefined ? null : await changeSince(path, planned);
  if (change === null) return;
  throw new UserError(
    `${change} since this run was planned. Nothing was made of it. Put the data back as it was, or run again to use ` +
      'it as it is now.',
  );
}

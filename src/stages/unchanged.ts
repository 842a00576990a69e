/** Data must be what the key says: it is hashed again as soon as it was read, before anything is made of it. */
import { hashData } from '../datasets/hash.js';
import { UserError } from '../failure.js';

/** Throws UserError where the bytes in `folder` are not those that the run was planned with. */
export async function checkUnchanged(folder: string, planned: string): Promise<void> {
  const { sha256 } = await hashData(folder);
  if (sha256 === planned) return;
  throw new UserError(
    `The data in ${folder} changed since this run was planned (sha256 ${planned.slice(0, 10)}…, now ` +
      `${sha256.slice(0, 10)}…). Nothing was made of it. Put the files back, or run again to use them as they are now.`,
  );
}

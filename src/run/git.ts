/** git, asked about a folder. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gitEnvironment } from './child-environment.js';

export interface Place {
  readonly folder: string;
  /** An index in place of the repository's own. */
  readonly index: string;
}

/** What git writes; null where it fails. */
export async function git(
  place: string | (Place & { input: string }),
  ...words: readonly string[]
): Promise<string | null> {
  const { folder, index, input } =
    typeof place === 'string' ? { folder: place, index: null, input: '' } : place;
  const running = promisify(execFile)('git', ['-C', folder, ...words], {
    env: environmentWith(index),
    maxBuffer: 2 ** 26,
  });
  running.child.stdin?.on('error', () => undefined);
  running.child.stdin?.end(input);
  return running.then(
    ({ stdout }) => stdout,
    () => null,
  );
}

/** What git is handed, where an index is to be read in place of the repository's own. */
export const environmentWith = (index: string | null): Record<string, string> => ({
  ...gitEnvironment(),
  ...(index === null ? {} : { GIT_INDEX_FILE: index }),
});

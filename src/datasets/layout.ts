/** Which files of a folder or archive make up a data set, and where they go below its data folder. */
import { basename } from 'node:path';
import { isTar } from '../files/tar.js';
import { isText } from '../corpora/read.js';
import { EXIT, UserError } from '../failure.js';
import { isTaskName, TASKS } from '../tasks/index.js';
import type { FoundFiles } from '../tasks/task.js';

/** Name in the container → name below the data folder. Throws UserError that says what was looked for. */
export function pickFiles(name: string, found: FoundFiles): ReadonlyMap<string, string> {
  return isTaskName(name) ? TASKS[name].files.pick(found) : pickCorpus(found);
}

function pickCorpus({ names, path }: FoundFiles): ReadonlyMap<string, string> {
  const texts = names.filter(isText);
  if (texts.length > 0) return new Map(texts.map((name) => [name, name]));
  const archives = names.filter(isTar);
  const [archive] = archives;
  if (archive !== undefined && archives.length === 1) return new Map([[archive, basename(archive)]]);
  throw new UserError(
    `${path} holds no .txt file and ${archives.length} archives; a corpus is one or the other.`,
    EXIT.usage,
  );
}

/** The files of a GLUE task in a folder or archive. */
import { basename, dirname } from 'node:path';
import { EXIT, UserError } from '../../failure.js';
import type { FoundFiles, TaskFiles } from '../task.js';

/** The one folder that holds the required files; among several, the one called like the task. */
export function glueFiles(
  name: string,
  required: readonly string[],
  optional: readonly string[] = [],
): TaskFiles {
  return {
    pick: (found) => {
      const folder = folderOf(name, required, found);
      const files = [...required, ...optional].filter((file) => found.names.includes(within(folder, file)));
      return new Map(files.map((file) => [within(folder, file), file]));
    },
  };
}

function folderOf(name: string, required: readonly string[], { names, path }: FoundFiles): string {
  const folders = [...new Set(names.map((file) => dirname(file)))];
  const full = folders.filter((folder) => required.every((file) => names.includes(within(folder, file))));
  const alike = full.filter((folder) => plain(basename(folder)) === plain(name));
  const [chosen, ...others] = full.length === 1 ? full : alike;
  if (chosen !== undefined && others.length === 0) return chosen;
  throw new UserError(
    `${path} holds ${full.length === 0 ? 'no folder' : `${full.length} folders`} with ${required.join(' and ')}. ` +
      `Name the folder or archive of ${name} itself.`,
    EXIT.usage,
  );
}

const within = (folder: string, file: string): string => (folder === '.' ? file : `${folder}/${file}`);

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

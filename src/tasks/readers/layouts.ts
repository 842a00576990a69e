/** The ways in which the files of a set come: which of them lie in a folder, and reading whichever it is. */
import { basename } from 'node:path';
import type { Split, Task } from '../task.js';
import { glueFiles } from './glue-files.js';
import { readTsv } from './glue-tsv.js';
import type { TsvFormat } from './glue-tsv.js';

/** One table a split. */
export interface TsvLayout {
  /** Split → its file. */
  readonly files: Readonly<Record<string, string>>;
  readonly format: TsvFormat;
  /** Splits that may be absent; the others are needed. */
  readonly optional?: readonly string[];
}

/** GLUE's plain layout. */
export const GLUE_FILES = { train: 'train.tsv', dev: 'dev.tsv' } as const;

/** What is found is the first of them whose training file is there; what none of them explains, the first does. */
export function inLayouts(
  name: string,
  layouts: readonly [TsvLayout, ...TsvLayout[]],
): Pick<Task, 'files' | 'read'> {
  return {
    files: {
      pick: (found) => {
        const has = (file: string): boolean => found.names.some((path) => basename(path) === file);
        const { files, optional = [] } = layouts.find((one) => has(one.files['train'] ?? '')) ?? layouts[0];
        const filesOf = (isWanted: (split: string) => boolean): string[] =>
          Object.entries(files).flatMap(([split, file]) => (isWanted(split) ? [file] : []));
        const [required, others] = [
          filesOf((split) => !optional.includes(split)),
          filesOf((split) => optional.includes(split)),
        ];
        return glueFiles(name, required, others).pick(found);
      },
    },
    read: async (folder, split): Promise<Split | null> => {
      for (const { files, format } of layouts) {
        const found = await readTsv(folder, files[split], format);
        if (found !== null) return found;
      }
      return null;
    },
  };
}

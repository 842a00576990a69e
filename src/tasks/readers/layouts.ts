/** The ways in which the files of a set come: which of them lie in a folder, and reading whichever it is. */
import { basename } from 'node:path';
import type { FoundFiles, Split, Task } from '../task.js';
import { glueFiles } from './glue-files.js';
import { readTsv } from './glue-tsv.js';
import type { TsvFormat } from './glue-tsv.js';
import { hasHubFiles, pickHubFiles } from './hub-files.js';
import { readHubTable } from './hub-table.js';

/** One table a split. */
export interface TsvLayout {
  /** Split → its file. */
  readonly files: Readonly<Record<string, string>>;
  readonly format: TsvFormat;
  /** Splits that may be absent; the others are needed. */
  readonly optional?: readonly string[];
}

/** Parquet tables, as the hub has them. */
export interface HubLayout {
  readonly format: TsvFormat;
  /** Split → the hub's name of it; absent: HUB_SPLITS. */
  readonly splits?: Readonly<Record<string, string>>;
  /** Splits, as the hub calls them, that may be absent. */
  readonly optional?: readonly string[];
  /** As of HubSplits. */
  readonly configurations?: readonly string[];
}

export const HUB_SPLITS = { train: 'train', dev: 'validation' } as const;

/** GLUE's plain layout. */
export const GLUE_FILES = { train: 'train.tsv', dev: 'dev.tsv' } as const;

/**
 * What is found is the first of them whose training file is there, then the hub's; what none of them explains, the first
 * does.
 */
export function inLayouts(
  name: string,
  layouts: readonly [TsvLayout, ...TsvLayout[]],
  { splits: hubSplits = HUB_SPLITS, ...hub }: HubLayout,
): Pick<Task, 'files' | 'read'> {
  const pickHub = (found: FoundFiles): ReadonlyMap<string, string> => {
    const required = Object.values(hubSplits).filter((split) => !hub.optional?.includes(split));
    return pickHubFiles(name, { ...hub, required }, found);
  };
  return {
    files: {
      pick: (found) => {
        const has = (file: string): boolean => found.names.some((path) => basename(path) === file);
        const layout = layouts.find((one) => has(one.files['train'] ?? ''));
        if (layout === undefined && hasHubFiles(found)) return pickHub(found);
        const { files, optional = [] } = layout ?? layouts[0];
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
      const hubSplit = hubSplits[split];
      return hubSplit === undefined ? null : readHubTable(folder, hubSplit, hub.format);
    },
  };
}

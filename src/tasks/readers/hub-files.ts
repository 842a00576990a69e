/**
 * The Parquet files in which the hub has a set: one folder a configuration (`sst2`), in it the shards of each split,
 * `train-00000-of-00002.parquet` as uploaded or `train/0000.parquet` as converted. Kept under the first of both names.
 */
import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { EXIT, UserError, whereAbsent } from '../../failure.js';
import type { FoundFiles } from '../task.js';

export interface HubSplits {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  /** Configurations to prefer, the first that is there. Absent: the one called like the task. */
  readonly configurations?: readonly string[];
}

interface Shard {
  readonly name: string;
  /** Folder of the configuration; '.' for none. */
  readonly folder: string;
  readonly split: string;
  readonly index: number;
  /** Shards of the split; null: the name does not tell. */
  readonly of: number | null;
}

/** Name among the files found → name to keep it under, below no folder. Throws UserError that says what was looked for. */
export function pickHubFiles(
  task: string,
  splits: HubSplits,
  found: FoundFiles,
): ReadonlyMap<string, string> {
  const shards = found.names.flatMap((name) => shardOf(name) ?? []);
  const folder = folderOf(task, splits, { shards, path: found.path });
  const wanted = [...splits.required, ...(splits.optional ?? [])];
  return new Map(
    wanted.flatMap((split) =>
      keptNames(
        shards.filter((one) => one.folder === folder && one.split === split),
        found.path,
      ),
    ),
  );
}

function shardOf(name: string): Shard | null {
  const uploaded = /^(\w+?)(?:-(\d{5})-of-(\d{5}))?\.parquet$/.exec(basename(name));
  if (/^\d+\.parquet$/.test(basename(name))) {
    const [index, split] = [Number.parseInt(basename(name), 10), basename(dirname(name))];
    return { name, folder: dirname(dirname(name)), split, index, of: null };
  }
  if (uploaded === null) return null;
  const [, split = '', index = '0', of = '1'] = uploaded;
  return { name, folder: dirname(name), split, index: Number(index), of: Number(of) };
}

function folderOf(
  task: string,
  { required, configurations = [task] }: HubSplits,
  { shards, path }: { readonly shards: readonly Shard[]; readonly path: string },
): string {
  const folders = [...new Set(shards.map(({ folder }) => folder))];
  const full = folders.filter((folder) =>
    required.every((split) => shards.some((one) => one.folder === folder && one.split === split)),
  );
  const preferred = configurations
    .map((wanted) => full.filter((folder) => plain(basename(folder)) === plain(wanted)))
    .find((alike) => alike.length > 0);
  const [chosen, ...others] = full.length === 1 ? full : (preferred ?? []);
  if (chosen !== undefined && others.length === 0) return chosen;
  throw new UserError(
    `${path} holds ${full.length === 0 ? 'no folder' : `${full.length} folders`} with the Parquet files of ` +
      `${required.join(' and ')}, such as ${nameOf(required[0] ?? 'train', 0, 1)}. ` +
      `Name the folder of ${task} itself.`,
    EXIT.usage,
  );
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

function keptNames(shards: readonly Shard[], path: string): readonly (readonly [string, string])[] {
  const sorted = shards.toSorted((a, b) => a.index - b.index);
  const count = sorted[0]?.of ?? sorted.length;
  const isWhole =
    sorted.length === count &&
    sorted.every(({ index, of }, place) => index === place && (of ?? count) === count);
  if (sorted.length > 0 && !isWhole)
    throw new UserError(
      `${path} holds ${sorted.length} of the ${count} Parquet files of ${sorted[0]?.split}: ` +
        `${sorted.map(({ name }) => name).join(', ')}. All of one download are needed, and none besides.`,
      EXIT.usage,
    );
  return sorted.map(({ name, split, index }) => [name, nameOf(split, index, count)] as const);
}

const nameOf = (split: string, index: number, count: number): string =>
  `${split}-${digits(index)}-of-${digits(count)}.parquet`;

const digits = (value: number): string => String(value).padStart(5, '0');

/** The files kept of a split, in order; empty where there are none. */
export async function hubFiles(folder: string, split: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(whereAbsent<string[]>([]));
  return names.filter((name) => shardOf(name)?.split === split).sort();
}

/** Whether there are any that could be the hub's. */
export const hasHubFiles = ({ names }: FoundFiles): boolean => names.some((name) => shardOf(name) !== null);

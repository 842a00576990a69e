/** What a data folder holds, counted by the readers that training uses. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { tarEntries } from '../files/tar.js';
import { listFiles } from '../files/folder.js';
import { readCorpus } from '../corpora/read.js';
import { isTaskName, TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import type { Example, Output, RejectedRow, TaskFiles } from '../tasks/task.js';
import { IMPORT_RECORD } from './folders.js';
import { hashFile, hashOfHashes } from './hash.js';
import type { ContentHash, NamedHash } from './hash.js';

export interface SplitSummary {
  readonly split: string;
  readonly examples: number;
  readonly rejected: readonly RejectedRow[];
  readonly unlabelled: number;
  /** Class → examples, in the task's order; null where labels are numbers. */
  readonly labels: Readonly<Record<string, number>> | null;
}

export interface CorpusSummary {
  readonly documents: number;
  readonly characters: number;
  /** U+FFFD in the text: bytes that were no UTF-8, or were lost before. */
  readonly replacementCharacters: number;
}

/** Splits that are there, train first. Throws UserError where too many rows are rejected. */
export async function summariseTask(task: TaskName, folder: string): Promise<SplitSummary[]> {
  const { output, splits, read } = TASKS[task];
  const summaries: SplitSummary[] = [];
  for (const split of ['train', ...splits.map(({ name }) => name)]) {
    const content = await read(folder, split);
    if (content === null) continue;
    const { examples, rejected, unlabelled } = content;
    const labels = countLabels(examples, output);
    summaries.push({ split, examples: examples.length, rejected, unlabelled, labels });
  }
  return summaries;
}

function countLabels(examples: readonly Example[], output: Output): SplitSummary['labels'] {
  if (output.kind === 'range') return null;
  const counts = output.names.map(() => 0);
  for (const { label } of examples) counts[label]! += 1;
  return Object.fromEntries(output.names.map((name, index) => [name, counts[index]!]));
}

export async function summariseCorpus(folder: string): Promise<CorpusSummary> {
  let [documents, characters, replacementCharacters] = [0, 0, 0];
  for await (const { text } of readCorpus(folder)) {
    documents += 1;
    characters += text.length;
    replacementCharacters += text.split('\uFFFD').length - 1;
  }
  return { documents, characters, replacementCharacters };
}

export type Fingerprints = Readonly<Record<string, ContentHash>>;

/**
 * Hash of each file. A set that may come as an archive is known by its folders instead (RACE/train, RACE/dev), so that
 * folders, archive and repacked archive are the same: each is the hash that `hashOfHashes` makes of the files by path.
 */
export async function fingerprints(name: string, folder: string): Promise<Fingerprints> {
  const files = (await listFiles(folder)).filter((file) => file !== IMPORT_RECORD);
  const archive = isTaskName(name) ? TASKS[name].files.archive : undefined;
  if (archive !== undefined) return folderPrints(folder, files, archive);
  const prints: Record<string, ContentHash> = {};
  for (const file of files) prints[file] = await hashFile(join(folder, file));
  return prints;
}

async function folderPrints(
  folder: string,
  names: readonly string[],
  archive: NonNullable<TaskFiles['archive']>,
): Promise<Fingerprints> {
  const files = names.includes(archive.name)
    ? await hashesInArchive(join(folder, archive.name))
    : await hashesOf(folder, names);
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = archive.folders.map((part) => {
    const inside = files.filter(({ name }) => name.startsWith(`${part}/`));
    return [part, hashOfHashes(inside)] as const;
  });
  return Object.fromEntries(parts.filter(([, { bytes }]) => bytes > 0));
}

async function hashesOf(folder: string, names: readonly string[]): Promise<NamedHash[]> {
  const files: NamedHash[] = [];
  for (const name of names) files.push({ name, ...(await hashFile(join(folder, name))) });
  return files;
}

async function hashesInArchive(archive: string): Promise<NamedHash[]> {
  const files: NamedHash[] = [];
  for await (const { path, bytes } of tarEntries(archive, (name) => name.endsWith('.txt')))
    files.push({ name: path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length });
  return files;
}

/** Where the bytes of a data set lie. */
import { join } from 'node:path';
import type { TaskName } from '../tasks/index.js';

/** The generated data set. */
export const MINIATURE = 'miniature';

/** The folder that holds a task's files in their original layout. `datasets`: the folder of that name. */
export function taskFolder(datasets: string, source: 'miniature' | 'real', task: TaskName): string {
  return source === 'real' ? dataFolder(datasets, task) : join(dataFolder(datasets, MINIATURE), task);
}

/** The folder that holds a corpus: the one of that name, or the books of the miniature. */
export function corpusFolder(datasets: string, corpus: string): string {
  const folder = dataFolder(datasets, corpus);
  return corpus === MINIATURE ? join(folder, 'books') : folder;
}

/** Bytes of one data set, ignored by git. */
export const dataFolder = (datasets: string, name: string): string => join(datasets, name, 'data');

/** Archives as fetched, and imports in the making; ignored by git. */
export const downloadFolder = (datasets: string, name: string): string => join(datasets, name, 'download');

/** What an import wrote down about itself, beside the data; it is no part of the data. */
export const IMPORT_RECORD = 'imported.json';

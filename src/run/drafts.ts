/** Drafts: files as they are called until they are whole (the name and a number). A kill leaves one behind. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

export const isDraft = (name: string): boolean => /\.\d+$/.test(name);

/** Removes what a worker that was killed left half written in a stage's folder. */
export async function removeDrafts(folder: string): Promise<void> {
  const drafts = (await readdir(folder)).filter(isDraft);
  await Promise.all(drafts.map((name) => rm(join(folder, name), { force: true })));
}

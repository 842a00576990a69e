/** Exports a model: written beside its place first, then put there in one step. */
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { EXIT, UserError, whereAbsent } from '../../failure.js';
import { lookAt } from '../../files/regular.js';
import { huggingface } from './huggingface.js';
import type { ExportedModel, WriteModel, Written } from './model.js';

/** The map of what models are written for. */
export const EXPORTS = { huggingface } as const satisfies Readonly<Record<string, WriteModel>>;

export type ExportName = keyof typeof EXPORTS;

export const EXPORT_NAMES = Object.keys(EXPORTS) as readonly ExportName[];

/** Throws UserError where something lies in the folder already, or the model cannot be written; nothing is left then. */
export async function exportModel(model: ExportedModel, name: ExportName, folder: string): Promise<Written> {
  await checkFree(folder);
  const staging = `${folder}.export-${process.pid}`;
  try {
    await mkdir(staging, { recursive: true });
    const written = await EXPORTS[name](model, staging);
    await rmdir(folder).catch(whereAbsent(undefined));
    await rename(staging, folder);
    return written;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function checkFree(folder: string): Promise<void> {
  const found = await lookAt(folder);
  const what = found?.isDirectory() === false ? 'is no folder' : 'is not empty';
  if (found === null || (found.isDirectory() && (await readdir(folder)).length === 0)) return;
  throw new UserError(
    `${folder} ${what}, and was left as it is. Name another folder with --out, or remove it first.`,
    EXIT.usage,
  );
}

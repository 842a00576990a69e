/** Weights of steps on the way of a training, which stay beside its last ones. */
import { join } from 'node:path';
import type { NamedValues } from '../engines/values.js';
import { UserError } from '../failure.js';
import { readTensorFile, writeTensorFile } from './tensor-file.js';

const pathOf = (folder: string, step: number): string => join(folder, `weights-${step}.bin`);

export const keepWeights = (folder: string, step: number, values: NamedValues): Promise<void> =>
  writeTensorFile(pathOf(folder, step), { header: { step }, values });

/** Throws UserError where they are absent or damaged. */
export async function loadKept(folder: string, step: number): Promise<NamedValues> {
  const file = await readTensorFile(pathOf(folder, step));
  if (file !== null && typeof file !== 'string') return file.values;
  throw new UserError(`${file ?? absence(folder, step)} Run again: they are then trained anew.`);
}

/** A sentence where they are absent or damaged; null: they are whole. */
export async function damagedKept(folder: string, step: number): Promise<string | null> {
  const file = await readTensorFile(pathOf(folder, step));
  if (file === null) return absence(folder, step);
  return typeof file === 'string' ? file : null;
}

const absence = (folder: string, step: number): string =>
  `There are no weights of step ${step} in ${folder}.`;

/** Final weights of a stage, with its result in the same file: whole or not there at all. */
import { join } from 'node:path';
import { UserError } from '../failure.js';
import type { NamedValues } from '../engines/values.js';
import { removeCheckpoint } from './checkpoint.js';
import { warnOfDamage } from './damage.js';
import { damagedKept } from './kept.js';
import { hashValues, readTensorFile, writeTensorFile } from './tensor-file.js';
import type { TensorFile } from './tensor-file.js';

const pathIn = (folder: string): string => join(folder, 'weights.bin');

/** What a training yields beside weights; `facts` says the steps on its way whose weights it left as well. */
interface Yielded {
  readonly facts: { readonly keptSteps?: readonly number[] };
}

/** What a training ends with: `facts` takes the hash of the weights as well. */
export interface Trained<R extends Yielded> {
  readonly weights: NamedValues;
  readonly result: R;
}

/**
 * Trains and keeps the weights in the stage's folder. A stage that was killed between its last step and the recording
 * of its result finds both here, and trains no second time; the checkpoint goes in either case.
 */
export async function keepTrained<R extends Yielded>(
  folder: string,
  run: () => Promise<Trained<R>>,
): Promise<R> {
  const finished = await readTrained<R>(folder);
  if (typeof finished === 'string') warnOfDamage(finished, 'They are trained anew.');
  const result =
    finished === null || typeof finished === 'string' ? await trainAnew(folder, run) : finished.header;
  await removeCheckpoint(folder);
  return result;
}

async function trainAnew<R extends Yielded>(folder: string, run: () => Promise<Trained<R>>): Promise<R> {
  const { weights, result } = await run();
  const full = { ...result, facts: { ...result.facts, weightsHash: hashValues(weights) } };
  await writeTensorFile(pathIn(folder), { header: full, values: weights });
  return full;
}

/** The final weights in a stage's folder. Throws UserError where they are absent or damaged. */
export async function loadTrained(folder: string): Promise<NamedValues> {
  const file = await readTensorFile(pathIn(folder));
  if (file !== null && typeof file !== 'string') return file.values;
  throw new UserError(
    `${file ?? `There are no weights in ${folder}.`} Run again: they are then trained anew.`,
  );
}

/** A sentence where weights that a stage left in its folder are absent or damaged; null: they are whole. */
export async function damagedWeights(folder: string): Promise<string | null> {
  const file = await readTrained(folder);
  if (file === null) return `There are no weights in ${folder}.`;
  return typeof file === 'string' ? file : null;
}

/** All that a training left: null where there is nothing, a reason (text) where something of it is not what was written. */
async function readTrained<R extends Yielded>(folder: string): Promise<TensorFile<R> | null | string> {
  const file = await readTensorFile<R>(pathIn(folder));
  if (file === null || typeof file === 'string') return file;
  for (const step of file.header.facts.keptSteps ?? []) {
    const damage = await damagedKept(folder, step);
    if (damage !== null) return damage;
  }
  return file;
}

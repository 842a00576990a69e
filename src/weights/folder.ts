/** Where imported weights lie, and what lies there: datasets/weights/NAME/data, ignored by git. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { DATA_SET_NAME } from '../datasets/name.js';
import { EXIT, UserError, whereAbsent } from '../failure.js';
import { gptArchitecture } from './architecture.js';
import { FORMAT_NAMES } from './formats/index.js';
import { SCHEME_NAMES } from '../tokenizer/released/index.js';

const WEIGHTS = 'weights';

/** Folder of the weights of one name; `datasets`: the folder of all that is brought from outside. */
export const weightsHome = (datasets: string, name: string): string => join(datasets, WEIGHTS, name);

/** Of their bytes. */
export const weightsFolder = (datasets: string, name: string): string =>
  join(weightsHome(datasets, name), 'data');

/** What is kept of a model; nothing in it depends on the form in which it was brought. */
export const KEPT = ['model.json', 'tokenizer.json', 'weights.bin'] as const;

const modelSchema = z.strictObject({
  format: z.enum(FORMAT_NAMES),
  scheme: z.enum(SCHEME_NAMES),
  architecture: gptArchitecture,
  vocabularySize: z.number().int().positive(),
  parameters: z.number().int().positive(),
});

export type KeptModel = z.infer<typeof modelSchema>;

export async function writeModel(folder: string, model: KeptModel): Promise<void> {
  await writeFileAtomic(join(folder, KEPT[0]), `${JSON.stringify(model, null, 2)}\n`);
}

/** Null: no weights were imported there. Throws UserError where what lies there was changed. */
export async function readModel(folder: string): Promise<KeptModel | null> {
  const path = join(folder, KEPT[0]);
  const text = await readFile(path, 'utf8').catch(whereAbsent(null));
  if (text === null) return null;
  try {
    return modelSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(`${path} was changed and cannot be read. Import the weights again.`, undefined, {
      cause,
    });
  }
}

/** Names of all weights that are described or here, sorted. */
export async function weightNames(datasets: string): Promise<readonly string[]> {
  const entries = await readdir(join(datasets, WEIGHTS), { withFileTypes: true }).catch(whereAbsent([]));
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

/** Throws UserError where weights cannot be called so. */
export function checkName(name: string): void {
  if (DATA_SET_NAME.test(name)) return;
  throw new UserError(
    `Weights cannot be called ${JSON.stringify(name)}. Expected lower-case letters, digits and hyphens.`,
    EXIT.usage,
  );
}

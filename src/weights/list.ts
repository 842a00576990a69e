/** The weights that are described or here; and whether what is here is what was imported. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { IMPORT_RECORD } from '../datasets/folders.js';
import { hashData } from '../datasets/hash.js';
import { EXIT, UserError, whereAbsent } from '../failure.js';
import { damagedFile } from '../tokenizer/sums.js';
import { readModel, weightNames, weightsFolder } from './folder.js';
import type { KeptModel } from './folder.js';
import { FORMAT_NAMES } from './formats/index.js';
import type { FormatName } from './formats/index.js';
import { readWeightsManifest } from './manifest.js';
import type { WeightsManifest } from './manifest.js';

export const downloadsSchema = z.array(z.object({ url: z.string(), sha256: z.string(), bytes: z.number() }));

const recordSchema = z.object({
  data: z.string(),
  files: z.record(z.string(), z.string()),
  downloads: downloadsSchema,
});

export type WeightsRecord = z.infer<typeof recordSchema>;

export interface WeightsListing {
  readonly name: string;
  readonly folder: string;
  /** Null: nothing describes them. */
  readonly manifest: WeightsManifest | null;
  /** Null: they are not here. */
  readonly model: KeptModel | null;
  /** What the import wrote down; null: they are not here. */
  readonly record: WeightsRecord | null;
}

/** Hashes nothing, so that it is quick. */
export async function listWeights(datasets: string): Promise<readonly WeightsListing[]> {
  const names = await weightNames(datasets);
  return Promise.all(names.map((name) => listingOf(datasets, name)));
}

export async function listingOf(datasets: string, name: string): Promise<WeightsListing> {
  const folder = weightsFolder(datasets, name);
  const [manifest, model, record] = await Promise.all([
    readWeightsManifest(datasets, name),
    readModel(folder),
    readRecord(folder),
  ]);
  return { name, folder, manifest, model, record };
}

async function readRecord(folder: string): Promise<WeightsRecord | null> {
  const path = join(folder, IMPORT_RECORD);
  const text = await readFile(path, 'utf8').catch(whereAbsent(null));
  if (text === null) return null;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(`${path} was changed and cannot be read. Import the weights again.`, undefined, {
      cause,
    });
  }
}

export interface VerifiedWeights {
  readonly name: string;
  readonly status: 'absent' | 'as imported' | 'changed';
  /** A sentence. */
  readonly finding: string;
}

/** Hashes what is here. Throws UserError for a name that nothing describes and nothing is here of. */
export async function verifyWeights(datasets: string, name: string): Promise<VerifiedWeights> {
  const { folder, manifest, model, record } = await listingOf(datasets, name);
  if (model === null && manifest === null) throw await unknownWeights(datasets, name);
  if (model === null || record === null)
    return { name, status: 'absent', finding: `They are not in ${folder}. ${wayTo(name, manifest)}` };
  const damage = await damagedFile(folder);
  const { sha256 } = await hashData(folder);
  if (damage === null && sha256 === record.data)
    return { name, status: 'as imported', finding: `Content hash ${sha256}.` };
  const what = damage ?? `The content hash is ${sha256}, and ${record.data} was imported.`;
  return { name, status: 'changed', finding: `${what} Import them again.` };
}

/** Commands that bring absent weights: the one that fetches them (null: nothing says where from), those that take a folder. */
export const waysTo = (
  name: string,
  manifest: WeightsManifest | null,
): { readonly get: string | null; readonly imports: readonly string[] } =>
  manifest === null
    ? { get: null, imports: FORMAT_NAMES.map((format) => importOf(format, name)) }
    : { get: `reprise weights get ${name}`, imports: [importOf(manifest.format, name)] };

const importOf = (format: FormatName, name: string): string =>
  `reprise weights import ${format} PATH${format === name ? '' : ` --as ${name}`}`;

function wayTo(name: string, manifest: WeightsManifest | null): string {
  const { get, imports } = waysTo(name, manifest);
  return `${get === null ? '' : `Fetch them: ${get}. `}Bring your copy: ${imports.join(', or ')}`;
}

export async function unknownWeights(datasets: string, name: string): Promise<UserError> {
  const names = await weightNames(datasets);
  const known = names.length === 0 ? 'There are none yet' : `There are ${names.join(', ')}`;
  return new UserError(
    `There are no weights "${name}". ${known}; reprise weights import FORMAT PATH --as NAME brings others.`,
    EXIT.usage,
  );
}

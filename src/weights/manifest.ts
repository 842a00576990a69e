/** What datasets/weights/NAME/weights.yaml says: where released weights come from, and under which licence. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { EXIT, missing, UserError, whereAbsent } from '../failure.js';
import { printableIn } from '../printable.js';
import { weightsHome } from './folder.js';
import { FORMAT_NAMES } from './formats/index.js';

const downloadSchema = z.strictObject({
  file: z.string().regex(/^[\w.-]+$/),
  url: z.url(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
    .nullable()
    .describe('null: nobody pinned it; the first fetch records what it got'),
  bytes: z.number().int().positive().nullable().default(null).describe('its size; null: at most 1 GB'),
});

const manifestSchema = z.strictObject({
  name: z.string(),
  title: z.string().min(1),
  format: z.enum(FORMAT_NAMES),
  licence: z.string().min(1),
  homepage: z.url(),
  downloads: z.array(downloadSchema).min(1),
});

export type WeightsManifest = z.infer<typeof manifestSchema>;

/** Null: nothing describes them. Throws UserError where the file is wrong. */
export async function readWeightsManifest(datasets: string, name: string): Promise<WeightsManifest | null> {
  const file = join(weightsHome(datasets, name), 'weights.yaml');
  const text = await readFile(file, 'utf8').catch(whereAbsent(null));
  if (text === null) return null;
  const parsed = manifestSchema.safeParse(yamlOf(text), { error: missing });
  if (!parsed.success)
    throw new UserError(`${file} describes no weights:\n${z.prettifyError(parsed.error)}`, EXIT.usage);
  if (parsed.data.name !== name)
    throw new UserError(`${file}: name is "${parsed.data.name}", the folder is "${name}".`, EXIT.usage);
  if (printableIn(parsed.data) !== parsed.data)
    throw new UserError(`${file} holds signs that steer a terminal. Remove them.`, EXIT.usage);
  return parsed.data;
}

function yamlOf(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

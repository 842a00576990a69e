/** What datasets/<name>/dataset.yaml says: where a set comes from, what it must look like, under which licence. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { EXIT, missing, UserError, whereAbsent } from '../failure.js';
import { printableIn } from '../printable.js';
import { DATA_SET_NAME } from './name.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');
const bytes = z.number().int().positive();
const count = z.number().int().min(0);

const downloadSchema = z.strictObject({
  url: z.url(),
  sha256: sha256.nullable().describe('null: nobody pinned it; the first fetch records what it got'),
  bytes: bytes.nullable().default(null),
});

const otherSchema = z
  .strictObject({
    what: z.string().min(1).describe('as in "this is …"'),
    file: z.string().min(1).nullable().default(null).describe('a part of its name, in any case'),
    sha256: sha256.nullable().default(null).describe('of one of its files'),
    firstLine: z.string().min(1).nullable().default(null).describe('the header of one of its files'),
    rows: z.record(z.string(), count).default({}).describe('of some of its splits'),
    labelled: z.boolean().default(true).describe('false: nothing can be trained or scored on it'),
  })
  .refine(
    ({ file, sha256: hash, firstLine, rows }) =>
      file !== null || hash !== null || firstLine !== null || Object.keys(rows).length > 0,
    'must say how it is known: file, sha256, firstLine or rows',
  );

export const manifestSchema = z.strictObject({
  name: z.string().regex(DATA_SET_NAME),
  title: z.string().min(1),
  kind: z.enum(['tasks', 'corpus']),
  licence: z.string().min(1),
  homepage: z.url().nullable().default(null),
  access: z
    .enum(['download', 'gated', 'own', 'generated'])
    .describe('download: get fetches it; gated: behind a form; own: bring your own; generated: made here'),
  downloads: z.array(downloadSchema).default([]),
  steps: z.array(z.string()).default([]).describe('what to do by hand, in order'),
  notes: z.string().nullable().default(null),
  files: z
    .record(z.string(), z.strictObject({ sha256, bytes }))
    .default({})
    .describe('pinned contents of the complete set'),
  splits: z
    .record(
      z.string(),
      z.strictObject({ rows: count, labels: z.record(z.string(), count).nullable().default(null) }),
    )
    .default({}),
  tokens: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('mean of an example over all its sequences, four bytes a token: for a plan without the data'),
  prefix: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'mean tokens of what all sequences of an example begin with, such as the passage of its options',
    ),
  bytes: bytes.nullable().default(null).describe('of the text of a corpus: for a plan without it'),
  others: z
    .array(otherSchema)
    .default([])
    .describe('sets that are taken for this one by mistake, each known by all that it names'),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** The manifest of one data set. Throws UserError where there is none or it is wrong. */
export async function readManifest(datasets: string, name: string): Promise<Manifest> {
  if (!DATA_SET_NAME.test(name))
    throw new UserError(
      `A data set cannot be called ${JSON.stringify(name)}. Expected lower-case letters, digits and hyphens.`,
      EXIT.usage,
    );
  const file = join(datasets, name, 'dataset.yaml');
  const text = await readFile(file, 'utf8').catch(whereAbsent(null));
  if (text === null) {
    const known = (await manifestNames(datasets)).join(', ');
    throw new UserError(
      `There is no data set "${name}" (${file} is absent). Known: ${known || 'none'}.`,
      EXIT.usage,
    );
  }
  const value = parseYaml(text, file);
  if (printableIn(value) !== value)
    throw new UserError(
      `${file} holds control characters, or signs that turn the direction of text, in a name or text; ` +
        'they would steer the terminal and the report. Remove them.',
      EXIT.usage,
    );
  const parsed = manifestSchema.safeParse(value, { error: missing });
  if (!parsed.success)
    throw new UserError(`${file} is no data set manifest:\n${z.prettifyError(parsed.error)}`, EXIT.usage);
  if (parsed.data.name !== name)
    throw new UserError(`${file}: name is "${parsed.data.name}", the folder is "${name}".`, EXIT.usage);
  return parsed.data;
}

/** Names of all data sets, sorted. */
export async function manifestNames(datasets: string): Promise<string[]> {
  const entries = await readdir(datasets, { withFileTypes: true }).catch(whereAbsent([]));
  const names: string[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const inside = await readdir(join(datasets, entry.name));
    if (inside.includes('dataset.yaml')) names.push(entry.name);
  }
  return names.sort();
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new UserError(`${file} is no YAML: ${(error as Error).message}`, EXIT.usage, { cause: error });
  }
}

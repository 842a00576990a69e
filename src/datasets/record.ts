/** data/imported.json: what an import or a generator counted and hashed, for `verify` to compare with. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { UserError } from '../failure.js';
import type { Fingerprints } from './fingerprints.js';
import { IMPORT_RECORD } from './folders.js';
import type { SplitSummary, Summary } from './summary.js';

const contentSchema = z.object({ sha256: z.string(), bytes: z.number() });

const recordSchema = z.object({
  files: z.record(z.string(), contentSchema),
  downloads: z.array(contentSchema.extend({ url: z.string() })),
  splits: z.array(
    z.object({
      split: z.string(),
      examples: z.number(),
      rejected: z.number(),
      unlabelled: z.number(),
      labels: z.record(z.string(), z.number()).nullable().optional(),
    }),
  ),
  documents: z.number().nullable(),
  // Records of earlier versions say neither.
  data: z.string().optional().describe('content hash of the folder'),
  warnings: z.array(z.string()).optional(),
  generator: z.number().optional(),
});

export type ImportRecord = z.infer<typeof recordSchema>;

export interface DownloadRecord {
  readonly url: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface Imported extends Summary {
  /** Content hash of the folder. */
  readonly data: string;
  readonly files: Fingerprints;
  readonly downloads: readonly DownloadRecord[];
  /** Version of the generator that made it; absent where none did. */
  readonly generator?: number;
}

export async function writeRecord(folder: string, { splits, corpus, ...imported }: Imported): Promise<void> {
  const record = { ...imported, splits: splits.map(countOf), documents: corpus?.documents ?? null };
  await writeFileAtomic(join(folder, IMPORT_RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

/** Of the rows that were rejected, their number. */
export const countOf = ({ rejected, ...split }: SplitSummary) => ({ ...split, rejected: rejected.length });

/** Null where the data was put there by hand. */
export async function readRecord(folder: string): Promise<ImportRecord | null> {
  const file = join(folder, IMPORT_RECORD);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError(`${file} was changed and cannot be read. Import the data again.`, undefined, {
      cause: error,
    });
  }
}

/** What is known of data that an experiment is to use: which set it is, and what its import found odd. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveOf, fingerprints, fingerprintsOf } from './fingerprints.js';
import type { Fingerprints } from './fingerprints.js';
import { dataFolder, MINIATURE } from './folders.js';
import type { NamedHash } from './hash.js';
import { readManifest } from './manifest.js';
import { readRecord } from './record.js';
import type { ImportRecord } from './record.js';
import { standingOfRecord } from './standing.js';
import type { Standing } from './standing.js';

export interface DataFacts extends Standing {
  readonly warnings: readonly string[];
}

/** The data folder of a set, as it was hashed for a plan. */
export interface HashedData {
  readonly sha256: string;
  readonly files: readonly NamedHash[];
}

/** `name`: of a folder of `datasets`, which may have no manifest. */
export async function dataFacts(datasets: string, name: string, data: HashedData): Promise<DataFacts> {
  if (name === MINIATURE) return { status: 'generated', findings: ['Made by its generator.'], warnings: [] };
  if (!(await isDescribed(datasets, name)))
    return { status: 'unpinned', findings: ['No manifest describes it.'], warnings: [] };
  const record = await readRecord(dataFolder(datasets, name));
  const now = await printsNow(name, { folder: dataFolder(datasets, name), data, record });
  const standing = standingOfRecord(await readManifest(datasets, name), record, now);
  return { ...standing, warnings: record?.warnings ?? [] };
}

const isDescribed = async (datasets: string, name: string): Promise<boolean> =>
  access(join(datasets, name, 'dataset.yaml')).then(
    () => true,
    () => false,
  );

interface Present {
  readonly folder: string;
  readonly data: HashedData;
  readonly record: ImportRecord | null;
}

/** An archive is not read again where the import recorded it. */
async function printsNow(name: string, { folder, data, record }: Present): Promise<Fingerprints> {
  if (archiveOf(name) === undefined) return fingerprintsOf(name, folder, data.files);
  const isRecorded = record !== null && (record.data ?? data.sha256) === data.sha256;
  return isRecorded ? record.files : fingerprints(name, folder);
}

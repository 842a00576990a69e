/** All data sets with what is here of each; hashes nothing, so that it is quick. */
import { access } from 'node:fs/promises';
import { dataFolder } from './folders.js';
import { manifestNames, readManifest } from './manifest.js';
import type { Manifest } from './manifest.js';
import { readRecord } from './record.js';
import type { ImportRecord } from './record.js';
import { standingOfRecord } from './standing.js';
import type { DatasetStatus } from './standing.js';

export interface DatasetListing extends Manifest {
  /** Where its bytes are or would be. */
  readonly folder: string;
  readonly present: boolean;
  /** By what the import recorded. */
  readonly status: DatasetStatus | 'absent';
  readonly findings: readonly string[];
  /** What the import found odd, in sentences. */
  readonly warnings: readonly string[];
  /** What the import counted; null where the data is absent or was put there by hand. */
  readonly imported: ImportRecord | null;
}

/** Sorted by name. `datasets`: the folder of that name. */
export async function listDatasets(datasets: string): Promise<DatasetListing[]> {
  const listings: DatasetListing[] = [];
  for (const name of await manifestNames(datasets)) {
    const folder = dataFolder(datasets, name);
    const present = await access(folder).then(
      () => true,
      () => false,
    );
    const manifest = await readManifest(datasets, name);
    listings.push({ ...manifest, folder, present, ...(await recorded(manifest, folder, present)) });
  }
  return listings;
}

type Recorded = Pick<DatasetListing, 'imported' | 'status' | 'findings' | 'warnings'>;

async function recorded(manifest: Manifest, folder: string, present: boolean): Promise<Recorded> {
  if (!present) return { imported: null, status: 'absent', findings: [], warnings: [] };
  const imported = await readRecord(folder);
  const { status, findings } = standingOfRecord(manifest, imported, null);
  return { imported, status, findings, warnings: imported?.warnings ?? [] };
}

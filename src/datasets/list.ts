/** All data sets with what is here of each; hashes nothing, so that it is quick. */
import { access } from 'node:fs/promises';
import { whereAbsent } from '../failure.js';
import { dataFolder } from './folders.js';
import { manifestNames, readManifest } from './manifest.js';
import type { Manifest } from './manifest.js';
import { readRecord } from './record.js';
import type { ImportRecord } from './record.js';

export interface DatasetListing extends Manifest {
  /** Where its bytes are or would be. */
  readonly folder: string;
  readonly present: boolean;
  /** What the import counted; null where the data is absent or was put there by hand. */
  readonly imported: ImportRecord | null;
}

/** Sorted by name. `datasets`: the folder of that name. */
export async function listDatasets(datasets: string): Promise<DatasetListing[]> {
  const listings: DatasetListing[] = [];
  for (const name of await manifestNames(datasets)) {
    const folder = dataFolder(datasets, name);
    const present = await access(folder).then(() => true, whereAbsent(false));
    const imported = present ? await readRecord(folder) : null;
    listings.push({ ...(await readManifest(datasets, name)), folder, present, imported });
  }
  return listings;
}

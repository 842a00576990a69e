/** Hashes the data that is there, and says which set it is and what is odd about it. */
import { stat } from 'node:fs/promises';
import { UserError } from '../failure.js';
import { fingerprints } from './fingerprints.js';
import { dataFolder } from './folders.js';
import { manifestNames, readManifest } from './manifest.js';
import type { Manifest } from './manifest.js';
import { countOf, readRecord } from './record.js';
import type { ImportRecord } from './record.js';
import { standingOfRecord } from './standing.js';
import type { DatasetStatus, SplitCount } from './standing.js';
import { summarise } from './summary.js';

export interface Verification {
  readonly name: string;
  readonly status: DatasetStatus | 'absent';
  /** Sentences that say what was compared and what was found. */
  readonly findings: readonly string[];
  /** What is odd about the data, in sentences. */
  readonly warnings: readonly string[];
}

/** Verifies the sets named, or all where none is named. */
export async function verifyDatasets(datasets: string, names: readonly string[]): Promise<Verification[]> {
  const verifications: Verification[] = [];
  for (const name of names.length > 0 ? names : await manifestNames(datasets))
    verifications.push(await verifyDataset(await readManifest(datasets, name), dataFolder(datasets, name)));
  return verifications;
}

async function verifyDataset(manifest: Manifest, folder: string): Promise<Verification> {
  const { name } = manifest;
  if (!(await isFolder(folder)))
    return {
      name,
      status: 'absent',
      findings: [`There is nothing at ${folder}. ${wayTo(manifest)}`],
      warnings: [],
    };
  const record = await readRecord(folder);
  const now = await fingerprints(name, folder);
  const { splits, warnings } = await counted(manifest, folder, record);
  const known = record === null ? null : { files: record.files, splits };
  const { status, findings } = standingOfRecord(manifest, known ?? { files: now, splits }, now);
  const byHand = record === null ? ['It was not imported, so nothing says that it is unchanged.'] : [];
  return { name, status, findings: [...byHand, ...findings], warnings };
}

interface Counted {
  readonly splits: readonly SplitCount[] | null;
  readonly warnings: readonly string[];
}

/** What the import counted and found odd; counted now where no record says it. */
async function counted(manifest: Manifest, folder: string, record: ImportRecord | null): Promise<Counted> {
  if (record?.warnings !== undefined) return { splits: record.splits, warnings: record.warnings };
  if (manifest.access === 'generated') return { splits: null, warnings: [] };
  try {
    const { splits, warnings } = await summarise(manifest, folder);
    return { splits: splits.map(countOf), warnings };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { splits: null, warnings: [error.message] };
  }
}

/** How data that is absent comes here. */
const wayTo = ({ name, access }: Manifest): string =>
  access === 'generated'
    ? 'It is made when an experiment needs it.'
    : `reprise data get ${name} fetches it or prints the steps.`;

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

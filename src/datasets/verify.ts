/** Compares the data that is there with what the manifest pins and with what the import recorded. */
import { stat } from 'node:fs/promises';
import { whereAbsent } from '../failure.js';
import { dataFolder } from './folders.js';
import { manifestNames, readManifest } from './manifest.js';
import type { Manifest } from './manifest.js';
import { readRecord } from './record.js';
import type { ImportRecord } from './record.js';
import { fingerprints } from './summary.js';
import type { Fingerprints } from './summary.js';

/**
 * complete: the pinned contents, or, where none is pinned, the published number of rows. other: intact, but not the
 * complete set, such as a sample. unpinned: intact, and there is nothing to compare it with (one's own corpus).
 * corrupt: not what was imported. generated: made here, and as it was made.
 */
export type DatasetStatus = 'absent' | 'complete' | 'other' | 'unpinned' | 'corrupt' | 'generated';

export interface Verification {
  readonly name: string;
  readonly status: DatasetStatus;
  /** Sentences that say what was compared and what was found. */
  readonly findings: readonly string[];
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
    return { name, status: 'absent', findings: [`There is nothing at ${folder}. ${wayTo(manifest)}`] };
  const record = await readRecord(folder);
  const found = await fingerprints(name, folder);
  const changes = record === null ? [] : differences(record.files, found, 'since it was put here');
  if (changes.length > 0) return { name, status: 'corrupt', findings: changes };
  if (manifest.access === 'generated')
    return { name, status: 'generated', findings: ['Made by its generator, and unchanged since.'] };
  const imported = record === null ? ['It was not imported, so nothing says that it is unchanged.'] : [];
  const { status, finding } = compareWithManifest(manifest, found, record);
  return { name, status, findings: [...imported, finding] };
}

/** How data that is absent comes here. */
const wayTo = ({ name, access }: Manifest): string =>
  access === 'generated'
    ? 'It is made when an experiment needs it.'
    : `reprise data get ${name} fetches it or prints the steps.`;

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then((stats) => stats.isDirectory(), whereAbsent(false));

function compareWithManifest(
  manifest: Manifest,
  found: Fingerprints,
  record: ImportRecord | null,
): { status: DatasetStatus; finding: string } {
  if (Object.keys(manifest.files).length > 0) {
    const changes = differences(manifest.files, found, 'from the pinned complete set');
    if (changes.length === 0) return { status: 'complete', finding: 'All contents have the pinned sha256.' };
    return { status: 'other', finding: [`${rowsOf(record)}.`, ...changes].join(' ') };
  }
  if (Object.keys(manifest.splits).length === 0)
    return { status: 'unpinned', finding: 'Nothing is pinned for this set; it is as it was imported.' };
  return compareRows(manifest, record);
}

function compareRows({ splits }: Manifest, record: ImportRecord | null) {
  const status = (complete: boolean): DatasetStatus => (complete ? 'complete' : 'other');
  const rows = new Map(record?.splits.map((split) => [split.split, split]));
  const differing = Object.entries(splits).filter(([name, { rows: expected }]) => {
    const split = rows.get(name);
    return split === undefined || split.examples + split.rejected + split.unlabelled !== expected;
  });
  const published = Object.entries(splits).map(([name, split]) => `${name} ${split.rows}`);
  const finding =
    differing.length === 0
      ? 'No sha256 is pinned for this set; every split has the published number of rows.'
      : `It differs from the complete set (${published.join(', ')}): ${rowsOf(record)}.`;
  return { status: status(differing.length === 0), finding };
}

const rowsOf = (record: ImportRecord | null): string =>
  record === null
    ? 'rows not counted'
    : `a set of ${record.splits
        .map(
          ({ split, examples, rejected, unlabelled }) =>
            `${examples + rejected + unlabelled} rows in ${split}`,
        )
        .join(', ')}`;

function differences(expected: Fingerprints, found: Fingerprints, since: string): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return names.flatMap((name) => {
    if (!Object.hasOwn(found, name)) return [`${name} is missing.`];
    if (!Object.hasOwn(expected, name)) return [`${name} is there besides.`];
    return found[name]!.sha256 === expected[name]!.sha256 ? [] : [`${name} differs ${since}.`];
  });
}

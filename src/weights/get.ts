/** Fetches released weights, each file checked against its pinned sha256 or what an earlier fetch recorded, and imports them. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { download } from '../datasets/download.js';
import type { OnProgress } from '../datasets/download.js';
import { hashFile } from '../datasets/hash.js';
import type { ContentHash } from '../datasets/hash.js';
import type { DownloadRecord } from '../datasets/record.js';
import { EXIT, UserError, whereAbsent } from '../failure.js';
import { weightsHome } from './folder.js';
import { importWeights } from './import.js';
import type { ImportedWeights } from './import.js';
import { listingOf, unknownWeights } from './list.js';
import type { WeightsListing } from './list.js';
import type { WeightsManifest } from './manifest.js';

export interface FetchedWeights {
  readonly fetched: readonly (DownloadRecord & { readonly isPinned: boolean })[];
  readonly imported: ImportedWeights;
}

/** Throws UserError where nothing says where they come from, a download fails, or it is not what was expected. */
export async function getWeights(
  datasets: string,
  name: string,
  onProgress: OnProgress,
): Promise<FetchedWeights> {
  const listing = await listingOf(datasets, name);
  if (listing.manifest === null) {
    if (listing.model === null) throw await unknownWeights(datasets, name);
    throw new UserError(
      `Nothing says where the weights "${name}" come from; they were imported by hand.`,
      EXIT.usage,
    );
  }
  const folder = join(weightsHome(datasets, name), 'download');
  await mkdir(folder, { recursive: true });
  const fetched: DownloadRecord[] = [];
  for (const source of listing.manifest.downloads)
    fetched.push({ url: source.url, ...(await fetchOne(source, { listing, folder, onProgress })) });
  const { format, downloads } = listing.manifest;
  const imported = await importWeights(datasets, {
    format,
    path: folder,
    name,
    scheme: null,
    downloads: fetched,
  });
  const isPinned = (index: number): boolean => downloads[index]?.sha256 !== null;
  return { fetched: fetched.map((one, index) => ({ ...one, isPinned: isPinned(index) })), imported };
}

interface Fetching {
  readonly listing: WeightsListing;
  readonly folder: string;
  readonly onProgress: OnProgress;
}

async function fetchOne(
  source: WeightsManifest['downloads'][number],
  { listing, folder, onProgress }: Fetching,
): Promise<ContentHash> {
  const { url } = source;
  const recorded = listing.record?.downloads.find((one) => one.url === url);
  const expected = source.sha256 ?? recorded?.sha256 ?? null;
  const file = join(folder, source.file);
  const kept = expected === null ? null : await hashFile(file).catch(whereAbsent(null));
  if (kept !== null && kept.sha256 === expected) return kept;
  const partial = `${file}.partial`;
  const content = await download(url, partial, { bytes: null, resumable: expected !== null, onProgress });
  if (expected !== null && content.sha256 !== expected) {
    await rm(partial, { force: true });
    throw new UserError(
      `${url} is not the file that was expected: its sha256 is ${content.sha256}, and ${expected} was wanted. It was deleted.`,
    );
  }
  await rename(partial, file);
  return content;
}

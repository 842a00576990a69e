/** Fetches released weights, each file checked against its pinned sha256 or what an earlier fetch recorded, and imports them. */
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { download } from '../datasets/download.js';
import type { OnProgress } from '../datasets/download.js';
import { hashFile } from '../datasets/hash.js';
import type { ContentHash } from '../datasets/hash.js';
import type { DownloadRecord } from '../datasets/record.js';
import { EXIT, UserError, whereAbsent } from '../failure.js';
import { weightsHome } from './folder.js';
import { importWeights } from './import.js';
import type { ImportedWeights } from './import.js';
import { downloadsSchema, listingOf, unknownWeights } from './list.js';
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
  const earlier = await readFetched(folder);
  const fetched: DownloadRecord[] = [];
  for (const source of listing.manifest.downloads) {
    const content = await fetchOne(source, { listing, earlier, folder, onProgress });
    fetched.push({ url: source.url, ...content });
    await writeFileAtomic(join(folder, FETCHED), `${JSON.stringify(fetched)}\n`);
  }
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

/** Beside the files: what each was when it had come whole, so that a fetch that broke off keeps it. */
const FETCHED = 'fetched.json';

async function readFetched(folder: string): Promise<readonly DownloadRecord[]> {
  const text = await readFile(join(folder, FETCHED), 'utf8').catch(whereAbsent('[]'));
  try {
    return downloadsSchema.parse(JSON.parse(text));
  } catch {
    return []; // whatever it was: all is fetched again
  }
}

interface Fetching {
  readonly listing: WeightsListing;
  readonly earlier: readonly DownloadRecord[];
  readonly folder: string;
  readonly onProgress: OnProgress;
}

async function fetchOne(
  source: WeightsManifest['downloads'][number],
  { listing, earlier, folder, onProgress }: Fetching,
): Promise<ContentHash> {
  const { url, bytes } = source;
  const hashIn = (records: readonly DownloadRecord[] = []): string | null =>
    records.find((one) => one.url === url)?.sha256 ?? null;
  const expected = source.sha256 ?? hashIn(listing.record?.downloads);
  const proof = expected ?? hashIn(earlier);
  const file = join(folder, source.file);
  const kept = proof === null ? null : await hashFile(file).catch(whereAbsent(null));
  if (kept !== null && kept.sha256 === proof) return kept;
  const partial = `${file}.partial`;
  const resumable = expected !== null;
  const content = await download(url, partial, { bytes, manifest: 'weights.yaml', resumable, onProgress });
  if (expected !== null && content.sha256 !== expected) {
    await rm(partial, { force: true });
    throw new UserError(
      `${url} is not the file that was expected: its sha256 is ${content.sha256}, and ${expected} was wanted. It was deleted.`,
    );
  }
  await rename(partial, file);
  return content;
}

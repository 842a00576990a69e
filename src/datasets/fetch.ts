/** Fetches a data set that may be fetched, checks it, and imports it; for the others, says what to do. */
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../failure.js';
import { download } from './download.js';
import type { OnProgress } from './download.js';
import { dataFolder, downloadFolder } from './folders.js';
import { hashFile } from './hash.js';
import type { ContentHash } from './hash.js';
import { importFrom } from './import.js';
import type { ImportReport } from './import.js';
import { readManifest } from './manifest.js';
import type { Manifest } from './manifest.js';
import { readRecord } from './record.js';
import type { DownloadRecord } from './record.js';
import type { Patience } from './watch.js';

export interface FetchedFile extends DownloadRecord {
  /** Where the sha256 to compare with came from; null: nowhere, it is recorded now. */
  readonly checkedAgainst: 'manifest' | 'earlier download' | null;
}

export interface GetReport {
  readonly name: string;
  readonly title: string;
  readonly licence: string;
  readonly outcome: 'imported' | 'by hand' | 'generated';
  /** What to do by hand; of use where the outcome is 'by hand'. */
  readonly steps: readonly string[];
  readonly fetched: readonly FetchedFile[];
  readonly imported: ImportReport | null;
}

export interface GetOptions {
  readonly onProgress?: OnProgress;
  readonly patience?: Patience | undefined;
}

/**
 * A download whose sha256 nobody pinned is recorded on its first fetch and compared on every later one.
 * Throws UserError where a download fails, is not what is pinned, or cannot be imported.
 */
export async function getDataset(
  datasets: string,
  name: string,
  options: GetOptions = {},
): Promise<GetReport> {
  const manifest = await readManifest(datasets, name);
  const { title, licence, steps } = manifest;
  const about = { name, title, licence, steps };
  if (manifest.access === 'generated') return { ...about, outcome: 'generated', fetched: [], imported: null };
  const [source] = manifest.downloads;
  if (manifest.access !== 'download' || source === undefined)
    return { ...about, outcome: 'by hand', fetched: [], imported: null };
  const folder = downloadFolder(datasets, name);
  await mkdir(folder, { recursive: true });
  const file = join(folder, basename(new URL(source.url).pathname));
  const fetched = await fetchFile(datasets, { manifest, source, file }, options);
  const { url, sha256, bytes } = fetched;
  const imported = await importFrom(datasets, { name, path: file, downloads: [{ url, sha256, bytes }] });
  return { ...about, outcome: 'imported', fetched: [fetched], imported };
}

interface Wanted {
  readonly manifest: Manifest;
  readonly source: Manifest['downloads'][number];
  readonly file: string;
}

async function fetchFile(
  datasets: string,
  wanted: Wanted,
  { onProgress, patience }: GetOptions,
): Promise<FetchedFile> {
  const { manifest, source, file } = wanted;
  const recorded = await recordedFile(datasets, manifest.name, source.url);
  const expected = source.sha256 ?? recorded?.sha256 ?? null;
  const checkedAgainst =
    source.sha256 !== null ? 'manifest' : recorded !== undefined ? 'earlier download' : null;
  const kept = await keptFile(file, expected);
  if (kept !== null) return { url: source.url, ...kept, checkedAgainst };
  const partial = `${file}.partial`;
  const content = await download(source.url, partial, {
    bytes: source.bytes ?? (source.sha256 === null ? (recorded?.bytes ?? null) : null),
    manifest: 'dataset.yaml',
    resumable: expected !== null,
    onProgress,
    patience,
  });
  await checkContent(content, { ...wanted, partial, expected });
  await rename(partial, file);
  return { url: source.url, ...content, checkedAgainst };
}

/** What an earlier download of it was. */
async function recordedFile(
  datasets: string,
  name: string,
  url: string,
): Promise<DownloadRecord | undefined> {
  const record = await readRecord(dataFolder(datasets, name));
  return record?.downloads.find((entry) => entry.url === url);
}

/** An earlier download serves again only where a hash proves it. */
async function keptFile(file: string, expected: string | null): Promise<ContentHash | null> {
  const present = await access(file).then(
    () => true,
    () => false,
  );
  if (!present || expected === null) return null;
  const content = await hashFile(file);
  return content.sha256 === expected ? content : null;
}

async function checkContent(
  content: ContentHash,
  { source, partial, expected }: Wanted & { partial: string; expected: string | null },
): Promise<void> {
  const isOther = expected !== null && content.sha256 !== expected;
  const { bytes } = source;
  if (!isOther && (bytes === null || content.bytes === bytes)) return;
  await rm(partial, { force: true });
  throw new UserError(
    `${source.url} is not the file that was expected: its sha256 is ${content.sha256} (${content.bytes} bytes), ` +
      `${isOther ? expected : `${bytes} bytes`} was wanted. It was deleted. Try again; if that gives the same, the file was changed at its source.`,
  );
}

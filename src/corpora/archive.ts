/** Tar archives, plain or compressed by gzip or xz, read entry by entry without unpacking them. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Parser } from 'tar';
import type { ReadEntry } from 'tar';
import xz from 'xz-decompress';
import { UserError } from '../failure.js';

export interface ArchiveEntry {
  /** As in the archive, without a leading "./". */
  readonly path: string;
  readonly bytes: Buffer;
}

const DECOMPRESS: readonly (readonly [ending: RegExp, open: (path: string) => AsyncIterable<Buffer>])[] = [
  [/\.tar$/, (path) => createReadStream(path)],
  [/\.(tar\.gz|tgz)$/, (path) => gunzip(path)],
  [/\.(tar\.xz|txz)$/, (path) => unxz(path)],
];

export const isTar = (path: string): boolean => DECOMPRESS.some(([ending]) => ending.test(path));

/**
 * The files of an archive that `wanted` chooses, in the archive's order, each held in memory only until it is taken.
 * Throws UserError where the archive is broken.
 */
export async function* tarEntries(
  path: string,
  wanted: (path: string) => boolean,
): AsyncGenerator<ArchiveEntry> {
  let ready: ArchiveEntry[] = [];
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => collect(entry, wanted, (done) => ready.push(done)),
  });
  let failure: Error | undefined;
  parser.on('error', (error: Error) => (failure ??= error));
  const check = (): void => {
    if (failure !== undefined) throw broken(path, failure);
  };
  for await (const chunk of bytesOf(path)) {
    parser.write(chunk);
    check();
    yield* ready.splice(0);
  }
  parser.end();
  check();
  yield* ready;
  ready = [];
}

function collect(
  entry: ReadEntry,
  wanted: (path: string) => boolean,
  done: (entry: ArchiveEntry) => void,
): void {
  const path = entry.path.replace(/^\.\//, '');
  if (!/^(Old|Contiguous)?File$/.test(entry.type) || !wanted(path)) {
    entry.resume();
    return;
  }
  const chunks: Buffer[] = [];
  entry.on('data', (chunk) => chunks.push(chunk));
  entry.on('end', () => done({ path, bytes: Buffer.concat(chunks) }));
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const open = DECOMPRESS.find(([ending]) => ending.test(path));
  if (open === undefined)
    throw new UserError(`${path} is no archive that can be read: .tar, .tar.gz or .tar.xz is expected.`);
  try {
    yield* open[1](path);
  } catch (error) {
    throw broken(path, error as Error);
  }
}

const gunzip = (path: string): AsyncIterable<Buffer> => {
  const source = createReadStream(path);
  const target = createGunzip();
  source.on('error', (error) => target.destroy(error));
  return source.pipe(target);
};

async function* unxz(path: string): AsyncGenerator<Buffer> {
  const compressed = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  const reader = new xz.XzReadableStream(compressed).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield Buffer.from(next.value);
}

const broken = (path: string, cause: Error): UserError =>
  new UserError(
    `${path} cannot be read as an archive: ${cause.message}. Fetch or copy it again.`,
    undefined,
    { cause },
  );

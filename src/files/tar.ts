/** Tar archives, plain or compressed by gzip or xz, read entry by entry, within limits, without unpacking them. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Parser } from 'tar';
import type { ReadEntry } from 'tar';
import xz from 'xz-decompress';
import { EXIT, UserError } from '../failure.js';
import { LIMITS, Meter } from './limits.js';
import { sizeOf } from './regular.js';

export interface ArchiveEntry {
  /** As in the archive, without a leading "./". */
  readonly path: string;
  readonly bytes: Buffer;
}

type Decompress = (path: string) => AsyncIterable<Buffer>;

/** By the bytes that such a file begins with, in hexadecimal; the last is of all others. */
const DECOMPRESS: readonly (readonly [magic: RegExp, open: Decompress])[] = [
  [/^1f8b/, gunzip],
  [/^fd377a585a00/, unxz],
  [/^/, (path) => createReadStream(path)],
];

export const isTar = (path: string): boolean => /\.(tar|tar\.gz|tgz|tar\.xz|txz)$/.test(path);

/**
 * The files of an archive that `wanted` chooses, in the archive's order, each held in memory only until it is taken.
 * Throws UserError where the archive is broken, or unpacks to more than the limits allow, skipped entries included.
 */
export async function* tarEntries(
  path: string,
  wanted: (path: string) => boolean,
  limits = LIMITS,
): AsyncGenerator<ArchiveEntry> {
  if (!isTar(path))
    throw new UserError(
      `${path} is no archive that can be read: .tar, .tar.gz or .tar.xz is expected.`,
      EXIT.usage,
    );
  const meter = new Meter({ path, packed: await sizeOf(path), limits });
  const entries = new EntryReader(meter, wanted);
  for await (const chunk of bytesOf(path)) {
    meter.take(chunk.length);
    yield* entries.read(chunk, path);
  }
  yield* entries.end(path);
}

/** What is compressed twice the parser would unpack by itself, past the limits: not a byte of it. */
const NOT_TWICE = 0;

/** Turns the bytes of a tar archive into its entries. */
class EntryReader {
  private ready: ArchiveEntry[] = [];
  private failure: Error | undefined;
  private readonly parser: Parser;

  constructor(
    private readonly meter: Meter,
    private readonly wanted: (path: string) => boolean,
  ) {
    const onReadEntry = (entry: ReadEntry): void => this.collect(entry);
    this.parser = new Parser({ strict: true, maxDecompressionRatio: NOT_TWICE, onReadEntry });
    this.parser.on('error', (error: Error) => (this.failure ??= error));
  }

  read(chunk: Buffer, archive: string): readonly ArchiveEntry[] {
    this.parser.write(chunk);
    return this.taken(archive);
  }

  end(archive: string): readonly ArchiveEntry[] {
    this.parser.end();
    return this.taken(archive);
  }

  private taken(archive: string): readonly ArchiveEntry[] {
    if (this.failure !== undefined) throw broken(archive, this.failure);
    return this.ready.splice(0);
  }

  private collect(entry: ReadEntry): void {
    const path = entry.path.replace(/^\.\//, '');
    if (!this.admits(entry, path)) {
      entry.resume();
      return;
    }
    const chunks: Buffer[] = [];
    entry.on('data', (chunk) => chunks.push(chunk));
    entry.on('end', () => this.ready.push({ path, bytes: Buffer.concat(chunks) }));
  }

  /** Whether an entry is wanted; too large a one is not held in memory, and ends the reading. */
  private admits({ type, size }: ReadEntry, path: string): boolean {
    try {
      this.meter.entry(path);
      if (!/^(Old|Contiguous)?File$/.test(type) || !this.wanted(path)) return false;
      this.meter.size(size);
      return true;
    } catch (error) {
      this.failure ??= error as Error;
      return false;
    }
  }
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  try {
    const magic = await beginning(path);
    yield* DECOMPRESS.find(([begins]) => begins.test(magic))![1](path);
  } catch (error) {
    throw broken(path, error as Error);
  }
}

async function beginning(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(6), 0, 6, 0);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function* gunzip(path: string): AsyncGenerator<Buffer> {
  const source = createReadStream(path);
  const target = createGunzip();
  source.on('error', (error) => target.destroy(error));
  try {
    yield* source.pipe(target);
  } finally {
    source.destroy();
  }
}

/** Cancelled however it ends: another one waits until this is. */
async function* unxz(path: string): AsyncGenerator<Buffer> {
  const source = createReadStream(path);
  const reader = new xz.XzReadableStream(Readable.toWeb(source) as ReadableStream<Uint8Array>).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read())
      yield Buffer.from(next.value);
  } finally {
    await reader.cancel().catch(() => undefined);
    source.destroy();
  }
}

function broken(path: string, cause: Error): UserError {
  if (cause instanceof UserError) return cause;
  const [, reason] = REASONS.find(([pattern]) => pattern.test(cause.message))!;
  return new UserError(
    `${path} cannot be read as an archive: ${reason ?? cause.message}. Fetch or copy it again.`,
    EXIT.usage,
    { cause },
  );
}

/** What the libraries say, in words; null: as they say it. */
const REASONS: readonly (readonly [RegExp, string | null])[] = [
  [/decompression ratio/, 'it is compressed twice; gzip or xz is expected, once'],
  [/error code [34]$/, 'it asks for more memory than is given to unpack it'],
  [/error code [26]$/, 'it is packed in a way of xz that is not read here'],
  [/error code [57]$/, 'its data is damaged'],
  [/error code 8$|of null|unexpected end of file/, 'it ends too early'],
  [/./s, null],
];

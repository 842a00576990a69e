/** Zip archives, read entry by entry, within limits. */
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { EXIT, UserError } from '../failure.js';
import { inArchive, LIMITS, Meter } from './limits.js';
import { sizeOf } from './regular.js';

export interface ZipEntry {
  /** As in the archive. */
  readonly path: string;
  /** Opens it; the bytes come in small pieces. `most`: bytes that it may have, if not the limit of a file. */
  bytes(most?: number): AsyncIterable<Buffer>;
}

/**
 * The files of an archive, in its order; what is not opened is not unpacked. Throws UserError where the archive is
 * broken, an entry has other bytes than it says, or more is unpacked than the limits allow.
 */
export async function* zipEntries(path: string, limits = LIMITS): AsyncGenerator<ZipEntry> {
  const meter = new Meter({ path, packed: await sizeOf(path), limits });
  const zip = await reading(path, yauzl.openPromise(path, { lazyEntries: true, autoClose: false }));
  try {
    for await (const entry of entriesOf(zip, path)) {
      meter.entry(entry.fileName);
      if (entry.fileName.endsWith('/')) continue;
      yield { path: entry.fileName, bytes: (most) => unpacked({ zip, path, entry, meter }, most) };
    }
  } finally {
    zip.close();
  }
}

async function* entriesOf(zip: yauzl.ZipFile, path: string): AsyncGenerator<yauzl.Entry> {
  try {
    yield* zip.eachEntry();
  } catch (error) {
    throw broken(path, error);
  }
}

interface Opened {
  readonly zip: yauzl.ZipFile;
  readonly path: string;
  readonly entry: yauzl.Entry;
  readonly meter: Meter;
}

async function* unpacked({ zip, path, entry, meter }: Opened, most?: number): AsyncGenerator<Buffer> {
  const name = inArchive(path, entry.fileName);
  meter.size(entry.uncompressedSize, most);
  const stream: Readable = await reading(name, zip.openReadStreamPromise(entry));
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      meter.take(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw broken(name, error);
  }
}

async function reading<T>(name: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw broken(name, error);
  });
}

function broken(name: string, cause: unknown): UserError {
  if (cause instanceof UserError) return cause;
  return new UserError(
    `${name} cannot be read as a zip archive: ${(cause as Error).message}. Fetch or copy it again.`,
    EXIT.usage,
    { cause },
  );
}

/** One HTTP(S) download into a partial file, taken up again where an earlier one broke off. */
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { UserError } from '../failure.js';
import { hashFile } from './hash.js';
import type { ContentHash } from './hash.js';

/** Bytes so far, and in all where the server says so. */
export type OnProgress = (done: number, total: number | null) => void;

export interface DownloadOptions {
  /** Whether a hash will prove the whole, so that a partial file may be continued without the server's validator. */
  readonly resumable: boolean;
  readonly onProgress?: OnProgress | undefined;
}

/** Status of an HTTP answer. */
const PARTIAL_CONTENT = 206;
const RANGE_NOT_SATISFIABLE = 416;

/**
 * Writes the body to `partial` and returns its hash. What was there is continued (Range, If-Range) where that is safe,
 * and replaced where the server sends the whole. Throws UserError for a refused connection, a status that is no
 * success, or a body that ends early; the partial file then stays for the next try.
 */
export async function download(url: string, partial: string, options: DownloadOptions): Promise<ContentHash> {
  const start = await resumePoint(partial, options);
  let response = await request(url, start);
  if (response.status === RANGE_NOT_SATISFIABLE && start.bytes > 0) {
    await response.body?.cancel();
    await rm(partial, { force: true });
    response = await request(url, { bytes: 0, validator: null });
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new UserError(
      `${url} answered ${response.status} ${response.statusText}`.trimEnd() +
        '. Check the address in dataset.yaml, or fetch the file by hand and import it.',
    );
  }
  const offset = response.status === PARTIAL_CONTENT ? rangeStart(response, url) : 0;
  if (offset > 0 && offset !== start.bytes)
    throw new UserError(`${url} sent a part of the file that was not asked for.`);
  await writeFile(validatorFile(partial), validatorOf(response) ?? '');
  await writeBody(response, { url, partial, offset, onProgress: options.onProgress });
  await rm(validatorFile(partial), { force: true });
  return hashFile(partial);
}

interface ResumePoint {
  readonly bytes: number;
  /** What the server called this version of the file. */
  readonly validator: string | null;
}

const validatorFile = (partial: string): string => `${partial}.version`;

async function resumePoint(partial: string, { resumable }: DownloadOptions): Promise<ResumePoint> {
  const bytes = (await stat(partial).catch(() => null))?.size ?? 0;
  const validator = (await readFile(validatorFile(partial), 'utf8').catch(() => '')) || null;
  return validator !== null || resumable ? { bytes, validator } : { bytes: 0, validator: null };
}

/** A weak ETag proves nothing about bytes. */
function validatorOf({ headers }: Response): string | null {
  const tag = headers.get('etag');
  return tag !== null && !tag.startsWith('W/') ? tag : headers.get('last-modified');
}

async function request(url: string, { bytes, validator }: ResumePoint): Promise<Response> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (bytes > 0) headers.range = `bytes=${bytes}-`;
  if (bytes > 0 && validator !== null) headers['if-range'] = validator;
  try {
    return await fetch(url, { headers, redirect: 'follow' });
  } catch (error) {
    throw new UserError(
      `${url} cannot be reached: ${reasonOf(error)}. Check the network, or fetch the file by hand and import it.`,
      undefined,
      { cause: error },
    );
  }
}

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
};

function rangeStart(response: Response, url: string): number {
  const [, start] = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (start === undefined) throw new UserError(`${url} sent a part of the file without saying which.`);
  return Number(start);
}

interface Body {
  readonly url: string;
  readonly partial: string;
  /** Where in the file the body starts. */
  readonly offset: number;
  readonly onProgress: OnProgress | undefined;
}

async function writeBody(response: Response, { url, partial, offset, onProgress }: Body): Promise<void> {
  const length = response.headers.get('content-length');
  const total = length === null ? null : offset + Number(length);
  const file = await open(partial, offset > 0 ? 'r+' : 'w');
  let done = offset;
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      await file.write(chunk, 0, chunk.length, done);
      done += chunk.length;
      onProgress?.(done, total);
    }
  } catch (error) {
    throw brokenOff(url, { done, total, cause: error });
  } finally {
    await file.close();
  }
  if (total !== null && done !== total) throw brokenOff(url, { done, total, cause: undefined });
}

function brokenOff(
  url: string,
  { done, total, cause }: { done: number; total: number | null; cause: unknown },
): UserError {
  const of = total === null ? '' : ` of ${total}`;
  return new UserError(
    `${url} broke off after ${done}${of} bytes. Run the same command again to go on.`,
    undefined,
    {
      cause,
    },
  );
}

/** One HTTP(S) download into a partial file, taken up again where an earlier one broke off. */
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { UserError } from '../failure.js';
import { formatBytes } from '../amounts.js';
import { hashFile } from './hash.js';
import type { ContentHash } from './hash.js';
import { PATIENCE, Watch } from './watch.js';
import type { Patience } from './watch.js';

/** Bytes so far, and in all where the server says so. */
export type OnProgress = (done: number, total: number | null) => void;

/** Bytes of a file whose size no manifest states. */
export const LARGEST_UNSTATED = 1e9;

export interface DownloadOptions {
  /** Bytes that the file has; null: nobody said. */
  readonly bytes: number | null;
  /** Name of the file that says where it comes from, for messages. */
  readonly manifest: string;
  readonly patience?: Patience | undefined;
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
 * success, a body that ends early or comes too slowly, and the partial file then stays for the next try; and for more
 * bytes than the file has, and then it goes.
 */
export async function download(url: string, partial: string, options: DownloadOptions): Promise<ContentHash> {
  const watch = new Watch(options.patience ?? PATIENCE);
  try {
    await fetchInto(partial, { url, watch }, options);
  } catch (error) {
    if (error instanceof TooMany) await forget(partial);
    throw error;
  } finally {
    watch.end();
  }
  await rm(validatorFile(partial), { force: true });
  return hashFile(partial);
}

/** More bytes than the file may have. */
class TooMany extends UserError {}

async function fetchInto(partial: string, from: From, options: DownloadOptions): Promise<void> {
  const start = await resumePoint(partial, options);
  const response = await answerTo({ ...from, manifest: options.manifest }, start, partial);
  const offset = response.status === PARTIAL_CONTENT ? rangeStart(response, from.url) : 0;
  if (offset > 0 && offset !== start.bytes)
    throw new UserError(`${from.url} sent a part of the file that was not asked for.`);
  await writeFile(validatorFile(partial), validatorOf(response) ?? '');
  await writeBody(response, { ...from, partial, offset, options });
}

/** An answer that has a body. */
async function answerTo(
  from: From & Pick<DownloadOptions, 'manifest'>,
  start: ResumePoint,
  partial: string,
): Promise<Response> {
  const response = await request(from, start);
  if (response.ok && response.body !== null) return response;
  await response.body?.cancel();
  if (response.status === RANGE_NOT_SATISFIABLE && start.bytes > 0) {
    await rm(partial, { force: true });
    return answerTo(from, { bytes: 0, validator: null }, partial);
  }
  throw new UserError(
    `${from.url} answered ${response.status} ${response.statusText}`.trimEnd() +
      `. Check the address in ${from.manifest}, or fetch the file by hand and import it.`,
  );
}

interface From {
  readonly url: string;
  readonly watch: Watch;
}

async function forget(partial: string): Promise<void> {
  for (const file of [partial, validatorFile(partial)]) await rm(file, { force: true });
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

async function request({ url, watch }: From, { bytes, validator }: ResumePoint): Promise<Response> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (bytes > 0) headers.range = `bytes=${bytes}-`;
  if (bytes > 0 && validator !== null) headers['if-range'] = validator;
  try {
    return await watch.untilHeaders(() => fetch(url, { headers, redirect: 'follow', signal: watch.signal }));
  } catch (error) {
    throw new UserError(
      `${url} cannot be reached: ${watch.reason ?? reasonOf(error)}. Check the network, or fetch the file by hand and import it.`,
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

interface Body extends From {
  readonly partial: string;
  /** Where in the file the body starts. */
  readonly offset: number;
  readonly options: DownloadOptions;
}

async function writeBody(response: Response, body: Body): Promise<void> {
  const { partial, offset, watch, options } = body;
  const length = response.headers.get('content-length');
  const total = length === null ? null : offset + Number(length);
  checkAmount(total ?? 0, body);
  const file = await open(partial, offset > 0 ? 'r+' : 'w');
  let done = offset;
  const tally = watch.tally();
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      checkAmount(done + chunk.length, body);
      await file.write(chunk, 0, chunk.length, done);
      done += chunk.length;
      tally(chunk.length);
      options.onProgress?.(done, total ?? options.bytes);
    }
  } catch (error) {
    throw error instanceof TooMany ? error : brokenOff(body, { done, total, cause: error });
  } finally {
    await file.close();
  }
  const expected = total ?? options.bytes;
  if (expected !== null && done !== expected)
    throw brokenOff(body, { done, total: expected, cause: undefined });
}

function checkAmount(bytes: number, { url, options }: Body): void {
  const stated = options.bytes;
  if (bytes <= (stated ?? LARGEST_UNSTATED)) return;
  throw new TooMany(
    stated === null
      ? `${url} sends more than ${formatBytes(LARGEST_UNSTATED)}, the most that is fetched where ${options.manifest} does not say ` +
          'how large the file is. What came was deleted. Where this is right, write its size as "bytes" beside the url.'
      : `${url} sends more than the ${stated} bytes that are expected of the file, so it is another one. What came was ` +
          `deleted. Check the address and "bytes" in ${options.manifest}, or fetch the file by hand and import it.`,
  );
}

function brokenOff(
  { url, watch }: Body,
  { done, total, cause }: { done: number; total: number | null; cause: unknown },
): UserError {
  const of = total === null ? '' : ` of ${total}`;
  const how = watch.reason === null ? 'broke off' : `was too slow (${watch.reason}) and was left`;
  return new UserError(
    `${url} ${how} after ${done}${of} bytes. Run the same command again to go on.`,
    undefined,
    { cause },
  );
}

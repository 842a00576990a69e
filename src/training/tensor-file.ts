/**
 * Files of named numbers. Line 1: the format and the sha256 of all that follows. Line 2: a JSON header. Then float32
 * values, little-endian, in the header's order. A file appears whole or not at all: it is written under a temporary
 * name, synced and renamed.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { NamedValues, WeightValues } from '../engines/values.js';

const FORMAT = 'reprise-tensors-1';

/** `header` is the caller's own JSON. */
export interface TensorFile<H> {
  readonly header: H;
  readonly values: NamedValues;
}

interface Layout<H> {
  readonly header: H;
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

const bytesOf = ({ values }: WeightValues): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** sha256 of the numbers alone, in their order. */
export function hashValues(values: NamedValues): string {
  const hash = createHash('sha256');
  for (const tensor of values.values()) hash.update(bytesOf(tensor));
  return hash.digest('hex');
}

export async function writeTensorFile<H>(path: string, { header, values }: TensorFile<H>): Promise<void> {
  const layout: Layout<H> = {
    header,
    tensors: [...values].map(([name, { shape }]) => ({ name, shape: [...shape] })),
  };
  const body = Buffer.concat([
    Buffer.from(`${JSON.stringify(layout)}\n`),
    ...[...values.values()].map(bytesOf),
  ]);
  const hash = createHash('sha256').update(body).digest('hex');
  await writeFileAtomic(path, Buffer.concat([Buffer.from(`${FORMAT} ${hash}\n`), body]));
}

/** The file's contents; null where there is no file, a reason (text) where it is not what was written. */
export async function readTensorFile<H>(path: string): Promise<TensorFile<H> | null | string> {
  const file = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return null;
  const body = file.subarray(file.indexOf('\n') + 1);
  const hash = createHash('sha256').update(body).digest('hex');
  if (file.subarray(0, file.length - body.length).toString() !== `${FORMAT} ${hash}\n`)
    return `${path} does not match the hash written with it.`;
  return decode<H>(body);
}

function decode<H>(body: Buffer): TensorFile<H> {
  const end = body.indexOf('\n') + 1;
  const { header, tensors } = JSON.parse(body.subarray(0, end).toString()) as Layout<H>;
  const values = new Map<string, WeightValues>();
  let offset = body.byteOffset + end;
  for (const { name, shape } of tensors) {
    const bytes = 4 * shape.reduce((product, size) => product * size, 1);
    values.set(name, { shape, values: new Float32Array(body.buffer.slice(offset, offset + bytes)) });
    offset += bytes;
  }
  return { header, values };
}

/**
 * Files of safetensors: the length of a header (8 bytes, little-endian), the header (JSON: name → dtype, shape, place),
 * and the numbers. Every length is checked: the tensors fill the file, in order, without a gap.
 */
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { NamedValues } from '../engines/values.js';
import { EXIT, UserError } from '../failure.js';
import { checkedSize, readBytes, readFloats } from './bytes.js';
import { shapeText, sizeOf } from './tensors.js';
import type { StoredTensor, StoredTensors } from './tensors.js';

const LENGTH_BYTES = 8;
const MOST_HEADER_BYTES = 100_000_000;

const whole = z.number().int().min(0);
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(whole),
  data_offsets: z.tuple([whole, whole]),
});
type Entry = z.infer<typeof entrySchema>;

const METADATA = '__metadata__';
const headerSchema = z.record(z.string(), z.unknown());

/** Throws UserError where the file is not what it must be; no number is read yet. */
export async function readSafetensors(path: string): Promise<StoredTensors> {
  const { entries, start, bytes } = await readHeader(path);
  checkFilled(path, [...entries.values()], bytes - start);
  return new Map([...entries].map(([name, entry]) => [name, tensorOf({ path, name, start }, entry)]));
}

interface Header {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Where the numbers begin. */
  readonly start: number;
  /** Of the file. */
  readonly bytes: number;
}

async function readHeader(path: string): Promise<Header> {
  const bytes = await checkedSize(path);
  if (bytes < LENGTH_BYTES) throw broken(path, `it has ${bytes} bytes`);
  const first = await readBytes(path, 0, LENGTH_BYTES);
  const length = Number(new DataView(first.buffer).getBigUint64(0, true));
  const start = LENGTH_BYTES + length;
  if (length > MOST_HEADER_BYTES || start > bytes)
    throw broken(path, `its header would have ${length} bytes of the file's ${bytes}`);
  const text = new TextDecoder().decode(await readBytes(path, LENGTH_BYTES, length));
  return { entries: entriesIn(path, text), start, bytes };
}

function entriesIn(path: string, text: string): ReadonlyMap<string, Entry> {
  const parsed = headerSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw broken(path, 'its header is no JSON object');
  return new Map(
    Object.entries(parsed.data).flatMap(([name, value]) => {
      if (name === METADATA) return [];
      const entry = entrySchema.safeParse(value);
      if (!entry.success)
        throw broken(path, `its header says of ${name} not just dtype, shape and data_offsets`);
      return [[name, entry.data] as const];
    }),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function checkFilled(path: string, entries: readonly Entry[], bytes: number): void {
  let at = 0;
  for (const {
    data_offsets: [begin, end],
  } of entries.toSorted((a, b) => a.data_offsets[0] - b.data_offsets[0])) {
    if (begin !== at || end < begin) throw broken(path, `its tensors leave a gap, or overlap, at byte ${at}`);
    at = end;
  }
  if (at !== bytes) throw broken(path, `its tensors have ${at} bytes, and ${bytes} follow the header`);
}

function tensorOf(at: { path: string; name: string; start: number }, entry: Entry): StoredTensor {
  const { path, name, start } = at;
  const {
    dtype,
    shape,
    data_offsets: [begin, end],
  } = entry;
  const where = `${path}: ${name}`;
  const read = (): Promise<Float32Array> => {
    if (dtype !== 'F32')
      throw new UserError(
        `${where} is of dtype ${dtype}; F32 is expected. Convert the model to float32, and save it again.`,
        EXIT.usage,
      );
    if (end - begin !== 4 * sizeOf(shape))
      throw broken(
        path,
        `${name} has ${end - begin} bytes, and its shape ${shapeText(shape)} asks for ${4 * sizeOf(shape)}`,
      );
    return readFloats(path, start + begin, sizeOf(shape));
  };
  return { where, shape, read: async () => read() };
}

const broken = (path: string, what: string): UserError =>
  new UserError(`${path} is no whole safetensors file: ${what}. Fetch or copy it again.`, EXIT.usage);

/** Numbers begin at a multiple of this many bytes. */
const ALIGNMENT = 8;

/** Writes float32 tensors in their order. */
export async function writeSafetensors(path: string, tensors: NamedValues): Promise<void> {
  const header: Record<string, unknown> = { [METADATA]: { format: 'pt' } };
  let at = 0;
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + values.byteLength] };
    at += values.byteLength;
  }
  const text = JSON.stringify(header);
  const bytes = Buffer.byteLength(text);
  const padded = Buffer.from(text + ' '.repeat((ALIGNMENT - (bytes % ALIGNMENT)) % ALIGNMENT));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(padded.length));
  const numbers = [...tensors.values()].map(({ values }) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  );
  await writeFile(path, [length, padded, ...numbers]);
}

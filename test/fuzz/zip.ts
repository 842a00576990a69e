/** Zip archives, entry by entry, with the lies that their headers can tell. */
import { crc32, deflateRawSync } from 'node:zlib';
import { crcOfZeros, deflatedZeros } from './tar.js';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** As in the header: 0: stored, 8: deflate; others: what no reader has. */
  readonly method?: number;
  /** What the headers say in place of the truth. */
  readonly stated?: {
    readonly crc?: number;
    readonly size?: number;
    readonly packed?: number;
    readonly offset?: number;
  };
  /** Unix mode: a link is 0o120777. */
  readonly mode?: number;
  /** Bit 0: encrypted. */
  readonly flags?: number;
}

interface Packed {
  readonly entry: ZipEntry;
  readonly data: Buffer;
  readonly crc: number;
  readonly size: number;
}

const UTF8 = 0x800;

export const zipOf = (entries: readonly ZipEntry[]): Buffer => assembled(entries.map(packed));

/** One file of zeros. */
export function zipBomb(name: string, mebibytes: number): Buffer {
  const entry: ZipEntry = { name, bytes: new Uint8Array() };
  return assembled([
    { entry, data: deflatedZeros(mebibytes), crc: crcOfZeros(mebibytes), size: mebibytes * 2 ** 20 },
  ]);
}

function packed(entry: ZipEntry): Packed {
  const { bytes, method = 8 } = entry;
  const data = method === 8 ? deflateRawSync(bytes) : Buffer.from(bytes);
  return { entry, data, crc: crc32(bytes), size: bytes.length };
}

function assembled(all: readonly Packed[]): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const one of all) {
    const local = Buffer.concat([localHeader(one), one.data]);
    central.push(centralHeader(one, one.entry.stated?.offset ?? offset));
    parts.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...parts, directory, endOf(all.length, directory.length, offset)]);
}

/** Version, flags, method, time, date, sum, sizes, length of the name: in both headers. */
function sharedFields({ entry, data, crc, size }: Packed): Buffer {
  const { stated = {}, method = 8, flags = 0, name } = entry;
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(flags | UTF8, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt16LE(0x21, 8);
  fields.writeUInt32LE(stated.crc ?? crc, 10);
  fields.writeUInt32LE(stated.packed ?? data.length, 14);
  fields.writeUInt32LE(stated.size ?? size, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

const localHeader = (one: Packed): Buffer =>
  Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), sharedFields(one), Buffer.from(one.entry.name)]);

function centralHeader(one: Packed, offset: number): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(((one.entry.mode ?? 0o100644) << 16) >>> 0, 6);
  rest.writeUInt32LE(offset, 10);
  const made = Buffer.from([20, 3]);
  return Buffer.concat([
    Buffer.from('PK\x01\x02', 'latin1'),
    made,
    sharedFields(one),
    rest,
    Buffer.from(one.entry.name),
  ]);
}

function endOf(entries: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries % 65536, 8);
  end.writeUInt16LE(entries % 65536, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** Tar archives with whatever header is asked for, and their compressions. Writes what no archiver would. */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

export interface TarEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** '0': a file; '1', '2': a hard or symbolic link; '3' to '6': devices, folder, pipe; others: what it likes. */
  readonly type?: string;
  readonly link?: string;
  /** The size that the header states; without it, the true one. */
  readonly size?: number;
  /** Added to the true sum of the header. */
  readonly checksumError?: number;
}

const BLOCK = 512;
const SUM = { at: 148, length: 8 } as const;

export function tarOf(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(2 * BLOCK)]);
}

function blocksOf(entry: TarEntry): Buffer[] {
  const rest = (BLOCK - (entry.bytes.length % BLOCK)) % BLOCK;
  return [headerOf(entry), Buffer.from(entry.bytes), Buffer.alloc(rest)];
}

/** As POSIX's ustar: name, mode, owner, size, time, sum, type, link. */
export function headerOf({ name, bytes, type = '0', link = '', size, checksumError = 0 }: TarEntry): Buffer {
  const header = Buffer.alloc(BLOCK);
  const long = Buffer.from(name);
  header.set(long.subarray(0, 100), 0);
  header.write('0000644\x000000000\x000000000\x00', 100, 'latin1');
  header.write(`${octal(size ?? bytes.length)} 00000000000 `, 124, 'latin1');
  header.fill(' ', SUM.at, SUM.at + SUM.length);
  header.write(type.slice(0, 1), 156, 'latin1');
  header.set(Buffer.from(link).subarray(0, 100), 157);
  header.write('ustar\x0000', 257, 'latin1');
  header.set(long.subarray(100, 255), 345);
  const sum = header.reduce((all, byte) => all + byte, 0) + checksumError;
  header.write(`${sum.toString(8).padStart(6, '0')}\x00 `, SUM.at, 'latin1');
  return header;
}

/** Eleven digits; a negative or enormous size as an archiver's fault would write it. */
const octal = (size: number): string =>
  size < 0 ? '-0000000001' : Math.floor(size).toString(8).padStart(11, '0').slice(-11);

export const gzipOf = (bytes: Uint8Array): Buffer => gzipSync(bytes);

/** Of one mebibyte of zeros, made so that copies can stand one behind the other. */
const ZEROS = Buffer.alloc(1 << 20);
const DEFLATED = deflateRawSync(ZEROS, { finishFlush: 2, level: 9 });
/** The empty last block of a deflate stream. */
const DEFLATE_END = Buffer.from([3, 0]);

/** Raw deflate of `mebibytes` of zeros. */
export const deflatedZeros = (mebibytes: number): Buffer =>
  Buffer.concat([...Array<Buffer>(mebibytes).fill(DEFLATED), DEFLATE_END]);

export function crcOfZeros(mebibytes: number): number {
  let crc = 0;
  for (let i = 0; i < mebibytes; i++) crc = crc32(ZEROS, crc);
  return crc;
}

const tarHeaderOfZeros = (name: string, mebibytes: number): Buffer =>
  headerOf({ name, bytes: new Uint8Array(), size: mebibytes * ZEROS.length });

/** A tar.gz of one file of zeros; gzip allows one member behind another. */
export function gzipBomb(name: string, mebibytes: number): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crcOfZeros(mebibytes), 0);
  trailer.writeUInt32LE((mebibytes * ZEROS.length) % 2 ** 32, 4);
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const zeros = [head, deflatedZeros(mebibytes), trailer];
  return Buffer.concat([
    gzipSync(tarHeaderOfZeros(name, mebibytes)),
    ...zeros,
    gzipSync(Buffer.alloc(2 * BLOCK)),
  ]);
}

/** Chunks of LZMA2: stored ones, and 2 MiB of zeros, which begins anew and so may stand as often as one likes. */
const LZMA_ZEROS = Buffer.from(
  '//8RAWxdAABv/f//o7f/Rz5IFXI5YVG4kijmo4YH+e7kHoLTL8U6PAFLsX7JiopNL6MN2X+m44wjEVPgWRjFdYrid/i2lH8MasDedElk4ulcU7IE2PdEDKtfDW1G6eXDdoi3llestk3haR1v+0uIEGxCy4g/XACP0E6vJiiUcR89jyThcJ6nI1/sKMuF0ZWYin4qkfIndfcZwAaYTZj92K/VkA/EJVP49ZE2MQWlsO5vwXBNRwzRkRGqrWAdus6xJxhcWYbpZlJYvul2rFnk5VsFCPnH2q38+1IrdM0eWyBC+d1TPfgpZAk7gMsqbN+1O/DEvS5fqg8+S2ZCkBMO/xCT+HF4WfgLzf+VKEYPqfx83vuaMC5WwI+F84OBwGXEJVP49ZE2MQWlsO5vwXBNRwzRkRGqrWAdus6xJxhcWYbpZlJYvul2rFnk5VsFCPnH2q38+1IrdM0eWyBC+d1TPfgpZAk7gMsqbN+1O/DEvEgn5liAAO0ABQAcpiTxAAA=',
  'base64',
).subarray(0, -1);
const LZMA_CHUNK = 2 ** 21;
const STORED_CHUNK = 2 ** 16;

function stored(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += STORED_CHUNK) {
    const part = bytes.subarray(at, at + STORED_CHUNK);
    const length = part.length - 1;
    chunks.push(Buffer.from([1, length >> 8, length & 255]), part);
  }
  return chunks;
}

/** Numbers as xz writes them: seven bits a byte. */
function variable(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

const withCrc = (bytes: Buffer): Buffer => {
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(crc32(bytes));
  return Buffer.concat([bytes, crc]);
};

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

/** Without a check of the contents. */
const FLAGS = Buffer.from([0, 0]);

function xzStream(chunks: readonly Buffer[], unpacked: number): Buffer {
  const data = Buffer.concat([...chunks, Buffer.from([0])]);
  // One filter, LZMA2, with a dictionary of 8 MiB.
  const header = withCrc(Buffer.from([2, 0, 0x21, 1, 22, 0, 0, 0]));
  const size = variable(header.length + data.length);
  const index = withCrc(padded(Buffer.concat([Buffer.from([0, 1]), size, variable(unpacked)])));
  const backward = Buffer.alloc(4);
  backward.writeUInt32LE(index.length / 4 - 1);
  const end = Buffer.concat([backward, FLAGS]);
  const begin = Buffer.concat([Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), withCrc(FLAGS)]);
  return Buffer.concat([
    begin,
    header,
    padded(data),
    index,
    withCrc(end).subarray(-4),
    end,
    Buffer.from('YZ'),
  ]);
}

export const xzOf = (bytes: Buffer): Buffer => xzStream(stored(bytes), bytes.length);

/** A tar.xz of one file of zeros. */
export function xzBomb(name: string, mebibytes: number): Buffer {
  const header = tarHeaderOfZeros(name, mebibytes);
  const count = mebibytes / 2;
  const chunks = [...stored(header), ...Array<Buffer>(count).fill(LZMA_ZEROS)];
  return xzStream(chunks, header.length + count * LZMA_CHUNK);
}

/** Parts of a file, read by their place: weights are larger than one reading takes. */
import { open } from 'node:fs/promises';
import { EXIT, UserError } from '../failure.js';
import { sizeOf } from '../files/regular.js';
import { systemFailure } from '../system-failure.js';

/** Bytes that one reading takes at most. */
const PIECE = 1 << 28;

/** Bytes of all weights of a model: what is kept of them is one file that is read whole. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;

/** Throws UserError for what is no regular file, or larger than weights may be. */
export async function checkedSize(path: string): Promise<number> {
  const bytes = await sizeOf(path);
  if (bytes <= MOST_BYTES) return bytes;
  throw new UserError(
    `${path} has ${bytes} bytes; weights of at most ${MOST_BYTES} bytes can be used.`,
    EXIT.usage,
  );
}

/** `length` bytes from `from` on. Throws UserError where the file has fewer. */
export async function readBytes(
  path: string,
  from: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  const file = await open(path).catch((error: unknown) => {
    throw systemFailure(error, { path, tried: 'read', isBrought: true });
  });
  try {
    for (let done = 0; done < length;) {
      const { bytesRead } = await file.read(bytes, done, Math.min(PIECE, length - done), from + done);
      if (bytesRead === 0) throw new UserError(`${path} ends too early. Copy it again.`, EXIT.usage);
      done += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

/** Little-endian float32 numbers. */
export async function readFloats(path: string, from: number, count: number): Promise<Float32Array> {
  return new Float32Array((await readBytes(path, from, 4 * count)).buffer);
}

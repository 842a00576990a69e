/** Files of NumPy that hold one array of float32, as the original release of GPT-1 does. */
import { EXIT, UserError } from '../failure.js';
import { checkedSize, readBytes, readFloats } from './bytes.js';

const MAGIC = '\u0093NUMPY';
/** Magic, two bytes of version, and two of the header's length; four from version 2 on. */
const FIRST = 12;

export interface StoredArray {
  readonly path: string;
  /** How many numbers it holds, whatever its shape. */
  readonly count: number;
  /** Numbers from one place on. */
  read(from: number, count: number): Promise<Float32Array>;
}

/** Throws UserError where the file is not an array of little-endian float32, in C order and whole. */
export async function readNpy(path: string): Promise<StoredArray> {
  const bytes = await checkedSize(path);
  if (bytes < FIRST) throw refused(path, 'is no file of NumPy: it is too short');
  const first = Buffer.from(await readBytes(path, 0, FIRST));
  if (first.toString('latin1', 0, MAGIC.length) !== MAGIC) throw refused(path, 'is no file of NumPy');
  const isOld = first[MAGIC.length] === 1;
  const from = isOld ? 10 : 12;
  const length = isOld ? first.readUInt16LE(8) : first.readUInt32LE(8);
  const start = from + length;
  if (start > bytes) throw refused(path, 'ends in its header');
  const header = Buffer.from(await readBytes(path, from, length)).toString('latin1');
  const count = countIn(path, header);
  if (bytes - start !== 4 * count)
    throw refused(path, `has ${bytes - start} bytes of numbers, and its shape asks for ${4 * count}`);
  return { path, count, read: (at, wanted) => readFloats(path, start + 4 * at, wanted) };
}

function countIn(path: string, header: string): number {
  const dtype = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  if (dtype !== '<f4') throw refused(path, `holds numbers of dtype ${dtype ?? 'unknown'}; <f4 is expected`);
  if (!/'fortran_order':\s*False/.test(header)) throw refused(path, 'is not in C order');
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (shape === undefined) throw refused(path, 'says no shape in its header');
  const sizes = shape.split(',').filter((size) => size.trim() !== '');
  return sizes.reduce((product, size) => product * Number(size), 1);
}

const refused = (path: string, what: string): UserError => new UserError(`${path} ${what}.`, EXIT.usage);

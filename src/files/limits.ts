/** How much is taken of what a user brings, checked while it is read, whether it is a file, a folder or an archive. */
import { formatBytes } from '../amounts.js';
import { EXIT, UserError } from '../failure.js';

export interface Limits {
  /** Bytes of all files together, unpacked. */
  readonly total: number;
  /** Bytes of one file. */
  readonly file: number;
  /** Files and folders. */
  readonly entries: number;
  /** Unpacked bytes to one byte of the archive, once there are `ratioFrom` of them. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

/** Text is packed three to ten times as small, and a file must fit in one string of JavaScript. */
export const LIMITS: Limits = {
  total: 200e9,
  file: 500e6,
  entries: 1_000_000,
  ratio: 50,
  ratioFrom: 100e6,
};

interface Measured {
  /** The file, folder or archive. */
  readonly path: string;
  /** Bytes of the archive; null: nothing is packed. */
  readonly packed: number | null;
  readonly limits: Limits;
}

/** Counts what comes out of one archive or folder. Every method throws UserError once there is more than a limit allows. */
export class Meter {
  private entries = 0;
  private bytes = 0;
  private current = '';

  constructor(private readonly measured: Measured) {}

  /** A file or folder begins; what comes next is its. */
  entry(name: string): void {
    const { path, limits } = this.measured;
    this.current = name;
    this.entries += 1;
    if (this.entries > limits.entries)
      throw tooMuch(`${path} holds more than ${limits.entries} files and folders, at which it is refused.`);
  }

  /** Its bytes, as far as they are known before it is read. `most`: where it need not fit in memory. */
  size(bytes: number, most = this.measured.limits.file): void {
    if (bytes <= most) return;
    throw tooMuch(
      `${this.where()} has ${formatBytes(bytes)}, and a file may have at most ${formatBytes(most)}. Split it into smaller files.`,
    );
  }

  /** Bytes that came out. */
  take(bytes: number): void {
    const { path, packed, limits } = this.measured;
    this.bytes += bytes;
    const most = packed === null ? Infinity : Math.max(limits.ratioFrom, limits.ratio * packed);
    if (this.bytes > most && packed !== null)
      throw tooMuch(
        `${this.where()}: the archive has ${formatBytes(packed)} and unpacks to more than ${formatBytes(most)}; ` +
          `from ${formatBytes(limits.ratioFrom)} on, at most ${limits.ratio} times its size is unpacked, which is far more ` +
          'than text needs. Where this is meant, unpack it yourself and name the folder.',
      );
    if (this.bytes > limits.total)
      throw tooMuch(
        `${path} holds more than ${formatBytes(limits.total)}, at ${this.where()}, and is refused there.`,
      );
  }

  private where(): string {
    const { path, packed } = this.measured;
    if (this.current === '') return path;
    return packed === null ? this.current : inArchive(path, this.current);
  }
}

/** How a file in an archive is called. */
export const inArchive = (archive: string, name: string): string => `${archive}: ${name}`;

const tooMuch = (sentence: string): UserError => new UserError(sentence, EXIT.usage);

/** What a hostile case is: files in a folder of its own, and what is typed there. */
import type { RandomStream } from '../../src/random/stream.js';

/** A path below the case's folder, and what lies there. `root/` is the project; `input/` is what the user brings. */
export type Entry =
  | { readonly path: string; readonly bytes: Uint8Array | string }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly fifo: true }
  | { readonly path: string; readonly folder: true };

export interface FuzzCase {
  readonly entries: readonly Entry[];
  /** What is typed in `root/`, in turn until a command refuses. */
  readonly commands: readonly (readonly string[])[];
  /** What is done to the files that the project has already. */
  readonly spoil?: (folder: string) => Promise<void>;
}

export interface Kind {
  /** Of a hundred cases. */
  readonly share: number;
  /** The exit codes that may be. */
  readonly exits: readonly number[];
  /** Whether the cases begin with the project that has results. */
  readonly hasResults: boolean;
  readonly make: (random: RandomStream) => FuzzCase;
}

/** A file of the project. */
export const projectFile = (path: string, bytes: Uint8Array | string): Entry => ({
  path: `root/${path}`,
  bytes,
});

export const isOneIn = (random: RandomStream, count: number): boolean => random.integer(count) === 0;

/** `count` things. */
export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Errors of the operating system about files, each as a sentence: what could not be done, where, why, and what to do. */
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { EXIT, UserError } from './failure.js';

interface Told {
  /** What it is about; by default, the path that the error names. */
  readonly path?: string | null;
  /** "read", "written"; by default, what the system was asked for. */
  readonly tried?: string;
  /** Whether the user brings it, so that it is no part of the project: by default, no. */
  readonly isBrought?: boolean;
}

/** The sentence for an error of the system, or for one that it caused; what is none passes unchanged. */
export function systemFailure(error: unknown, told: Told = {}): unknown {
  if (!isOfSystem(error)) return error;
  const path = told.path ?? pathOf(error);
  const { tried = triedOf(error), isBrought = false } = told;
  if (path === tmpdir()) return new UserError(temporary(path, saidBy(error)), EXIT.failure, { cause: error });
  const words = wordsFor(error.code);
  const message = words({
    path: path === null ? 'A file' : short(path),
    tried,
    isBrought,
    said: saidBy(error),
  });
  return new UserError(message, isBrought ? EXIT.usage : EXIT.failure, { cause: error });
}

/** The sentence for what somebody else's error amounts to, by the system's code for it. */
export const sentenceOf = (code: string, path: string, tried: string): string =>
  wordsFor(code)({ path, tried, said: code, isBrought: false });

const wordsFor = (code: string): Words => WORDS.find(([codes]) => codes.includes(code))?.[1] ?? plain;

/** What an error is about: of a draft, the file that it is to become; of a scratch folder, the one it was to lie in. */
export function pathOf(error: unknown): string | null {
  const { path, dest, syscall } = error as Partial<SystemError>;
  if (typeof path !== 'string') return null;
  if (syscall === 'mkdtemp') return dirname(path);
  return (syscall === 'rename' && dest) || path.replace(/\.\d+$/, '');
}

interface SystemError extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly path?: string;
  readonly dest?: string;
}

const isOfSystem = (error: unknown): error is SystemError =>
  error instanceof Error &&
  !(error instanceof UserError) &&
  ['code', 'syscall'].every(
    (name) => typeof (error as unknown as Record<string, unknown>)[name] === 'string',
  ) &&
  /^E[A-Z0-9]+$/.test((error as SystemError).code);

/** What a call does to a path, and the calls that do it. */
const TRIED: Readonly<Record<string, readonly string[]>> = {
  opened: ['open'],
  read: ['read', 'readlink', 'scandir', 'opendir', 'stat', 'lstat', 'realpath', 'statfs', 'uv_cwd'],
  written: ['write', 'fsync', 'ftruncate', 'copyfile', 'rename'],
  'written to': ['mkdtemp'],
  changed: ['chmod', 'utime'],
  made: ['mkdir', 'link', 'symlink'],
  removed: ['unlink', 'rm', 'rmdir'],
  started: ['spawn'],
  stopped: ['kill'],
};

/** By the call; of any other, that a path was "used". */
const VERB_OF = new Map(
  Object.entries(TRIED).flatMap(([verb, calls]) => calls.map((call) => [call, verb] as const)),
);

/** A draft is opened to be written. */
const triedOf = ({ syscall, path }: SystemError): string =>
  syscall === 'open' && path !== undefined && /\.\d+$/.test(path)
    ? 'written'
    : (VERB_OF.get(syscall.split(' ')[0]!) ?? 'used');

/** "no such device", of "ENODEV: no such device, open '/x'". */
const saidBy = ({ message, code }: SystemError): string =>
  `${/^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? message} (${code})`;

/** A path that is too long to read is cut. */
const short = (path: string): string => (path.length <= LONGEST ? path : `${path.slice(0, LONGEST)}…`);
const LONGEST = 300;

interface Failed {
  readonly path: string;
  readonly tried: string;
  /** By the system. */
  readonly said: string;
  readonly isBrought: boolean;
}

type Words = (failed: Failed) => string;

const temporary = (path: string, said: string): string =>
  `${path}, the folder for temporary files, cannot be used: ${said}. Set TMPDIR to a folder that this user may write to.`;

const plain = ({ path, tried, said }: Failed): string =>
  `${path} cannot be ${tried}: ${said}. Mend that and run again; what is recorded is kept.`;

const WORDS: readonly (readonly [codes: readonly string[], words: Words])[] = [
  [
    ['EACCES', 'EPERM'],
    ({ path, tried, isBrought }) =>
      `${path} cannot be ${tried}: this user has no right to. Give this user the right` +
      `${isBrought ? '' : ', or work in a copy of your own and name it with --root'}.`,
  ],
  [
    ['EROFS'],
    ({ path, tried }) =>
      `${path} cannot be ${tried}: its disk may only be read. Work in a copy on another disk and name it with --root.`,
  ],
  [
    ['ENOSPC', 'EDQUOT'],
    ({ path }) => `The disk of ${path} is full. Free some space and run again; what is recorded is kept.`,
  ],
  [
    ['EIO'],
    ({ path }) =>
      `${path} cannot be read or written, as where the disk is full or failing. Free some space, or move it to a sound ` +
      'disk, and run again; what is recorded is kept.',
  ],
  [['EISDIR'], ({ path }) => `${path} is a folder, where a file belongs. Move it away and run again.`],
  [
    ['EEXIST', 'ENOTDIR'],
    ({ path }) =>
      `${path} cannot be made, for a file lies where a folder belongs. Move it away, or choose another --root.`,
  ],
  [
    ['ENOENT'],
    ({ path, tried }) =>
      `${path} cannot be ${tried}: it is not there. Put it back, or look for where its path ends.`,
  ],
  [
    ['ELOOP'],
    ({ path, tried }) =>
      `${path} cannot be ${tried}: its links lead in a circle. Remove or mend the link, and run again.`,
  ],
  [
    ['ENAMETOOLONG'],
    ({ path, tried }) =>
      `${path} cannot be ${tried}: the name is longer than this disk takes. Choose a shorter name or folder.`,
  ],
  [
    ['EMFILE', 'ENFILE'],
    ({ path, tried }) =>
      `${path} cannot be ${tried}: too many files are open. Allow more (ulimit -n), or run with fewer workers ` +
      '(--set engine.workers=1).',
  ],
  [
    ['ENOTEMPTY', 'EBUSY', 'ETXTBSY'],
    ({ path, tried }) =>
      `${path} cannot be ${tried}: something else uses it. Wait until that has ended, and run again.`,
  ],
  [
    ['EXDEV'],
    ({ path, tried }) =>
      `${path} cannot be ${tried}: it lies on another disk than what is to be moved there. Put both on one disk.`,
  ],
];

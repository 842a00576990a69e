/**
 * The program's source as git sees it: the commit, and what was changed since and not committed, new files included.
 * It writes nothing to the repository, and says nothing where git is silent.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Diff } from '../store/store.js';
import { environmentWith, git } from './git.js';
import type { Place } from './git.js';

export interface WorkTree {
  /** Null: no repository, no commit yet, or no git. */
  readonly commit: string | null;
  /** Null: nothing is changed, or there is no commit to differ from. */
  readonly diff: Diff | null;
}

/** Bytes of a diff that are kept; its hash and its length are of all of it. */
export const KEPT_BYTES = 2 ** 20;
/** New files that are larger, or come after so many, are named and not kept. */
export const LARGEST_NEW_FILE = 2 ** 18;
const MOST_NEW_FILES = 500;

/** Of a folder in a repository, and of nothing beside that folder. */
export async function readWorkTree(folder: string): Promise<WorkTree> {
  const commit = (await git(folder, 'rev-parse', 'HEAD'))?.trim() ?? null;
  return { commit, diff: commit === null ? null : await readDiff(folder) };
}

/** A patch that `git apply` takes, after a line for each new file that is named only. Null: no change, or git failed. */
async function readDiff(folder: string): Promise<Diff | null> {
  const scratch = await mkdtemp(join(tmpdir(), 'reprise-index-'));
  try {
    const index = join(scratch, 'index');
    const { kept, named } = await newFiles(folder);
    const own = (await git(folder, 'rev-parse', '--git-path', 'index'))?.trim() ?? '';
    await copyFile(resolve(folder, own), index);
    if (kept.length > 0) await git({ folder, index, input: kept.join('\0') }, ...ADD);
    return await patchOf({ folder, index }, named.map((line) => `${line}\n`).join(''));
  } catch {
    return null;
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** Marks files as new in the copy of the index, so that a diff shows them. */
const ADD = ['add', '--intent-to-add', '--pathspec-from-file=-', '--pathspec-file-nul'];

/** The same text whatever the user's own settings. */
const DIFF = [
  ...['diff', 'HEAD', '--relative', '--binary', '--full-index', '--no-color', '--no-ext-diff'],
  ...['--no-textconv', '--no-renames', '--unified=3', '--diff-algorithm=myers'],
  ...['--src-prefix=a/', '--dst-prefix=b/'],
];

/** Files that git neither tracks nor ignores. */
async function newFiles(folder: string): Promise<{ kept: readonly string[]; named: readonly string[] }> {
  const listed = await git(folder, 'ls-files', '--others', '--exclude-standard', '-z');
  const paths = (listed ?? '').split('\0').filter((path) => path !== '');
  const sizes = await Promise.all(paths.map(async (path) => (await lstat(join(folder, path))).size));
  const isKept = (index: number): boolean => index < MOST_NEW_FILES && sizes[index]! <= LARGEST_NEW_FILE;
  const lines = paths.map(
    (path, index) => `New file, not kept: ${JSON.stringify(path)}, ${sizes[index]} bytes`,
  );
  return {
    kept: paths.filter((_, index) => isKept(index)),
    named: lines.filter((_, index) => !isKept(index)),
  };
}

/** Hashes all of it and keeps its beginning, whatever its length. */
function patchOf({ folder, index }: Place, head: string): Promise<Diff | null> {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let bytes = 0;
  const take = (chunk: Buffer): void => {
    hash.update(chunk);
    if (bytes < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - bytes));
    bytes += chunk.length;
  };
  take(Buffer.from(head));
  return new Promise((settle, fail) => {
    const child = spawn('git', ['-C', folder, ...DIFF], {
      env: environmentWith(index),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.on('data', take);
    child.once('error', fail);
    child.once('close', (code) => {
      if (code !== 0) fail(new Error(`git diff ended with ${code ?? 'a signal'}.`));
      else settle(bytes === 0 ? null : { sha256: hash.digest('hex'), bytes, content: Buffer.concat(kept) });
    });
  });
}

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEPT_BYTES, LARGEST_NEW_FILE, readWorkTree } from '../../src/run/work-tree.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-tree-'));
});
afterEach(() => rm(folder, { recursive: true }));

const OWNER = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
const git = (...words: string[]): string =>
  execFileSync('git', ['-C', folder, ...OWNER, ...words], { encoding: 'utf8' }).trim();
const write = (name: string, text: string | Buffer): Promise<void> => writeFile(join(folder, name), text);

async function committed(): Promise<string> {
  git('init', '--quiet');
  await write('code.ts', 'one\ntwo\n');
  await write('.gitignore', 'results/\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'First');
  return git('rev-parse', 'HEAD');
}

describe('the work tree', () => {
  it('without changes has a commit and no diff', async () => {
    expect(await readWorkTree(folder)).toEqual({ commit: null, diff: null });
    const commit = await committed();
    expect(await readWorkTree(folder)).toEqual({ commit, diff: null });
  });

  it('with changes has a patch, new files in it, that makes the committed tree into this one', async () => {
    const commit = await committed();
    await write('code.ts', 'one\n2\n');
    await write('new file.ts', Buffer.from([0xe9, 0x0a]));
    await mkdir(join(folder, 'results'));
    await write('results/ignored', 'x');
    git('config', 'diff.noprefix', 'true');
    const before = await readFile(join(folder, '.git', 'index'));
    const { commit: found, diff } = await readWorkTree(folder);
    expect(found).toBe(commit);
    expect(diff?.sha256).toBe(createHash('sha256').update(diff!.content).digest('hex'));
    expect(diff?.bytes).toBe(diff?.content.length);
    expect((await readFile(join(folder, '.git', 'index'))).equals(before)).toBe(true);
    expect(Buffer.from(diff!.content).toString()).not.toContain('ignored');
    git('config', 'diff.noprefix', 'false');
    await rm(join(folder, 'new file.ts'));
    git('checkout', '--quiet', '.');
    execFileSync('git', ['-C', folder, 'apply', '-'], { input: diff!.content });
    expect(await readFile(join(folder, 'code.ts'), 'utf8')).toBe('one\n2\n');
    expect([...(await readFile(join(folder, 'new file.ts')))]).toEqual([0xe9, 0x0a]);
  });

  it('names a large new file, and keeps the beginning of a large patch with the hash of all of it', async () => {
    await committed();
    await write('large.bin', Buffer.alloc(LARGEST_NEW_FILE + 1));
    const named = (await readWorkTree(folder)).diff!;
    expect(Buffer.from(named.content).toString()).toBe(
      `New file, not kept: "large.bin", ${LARGEST_NEW_FILE + 1} bytes\n`,
    );
    await write('code.ts', 'changed\n'.repeat(KEPT_BYTES / 4));
    const cut = (await readWorkTree(folder)).diff!;
    expect(cut.content.length).toBe(KEPT_BYTES);
    expect(cut.bytes).toBeGreaterThan(KEPT_BYTES);
    expect(cut.sha256).not.toBe(createHash('sha256').update(cut.content).digest('hex'));
  });

  it('is told for its own folder alone, where that lies in a larger repository', async () => {
    const commit = await committed();
    await mkdir(join(folder, 'program'));
    await write('beside.ts', 'x\n');
    expect(await readWorkTree(join(folder, 'program'))).toEqual({ commit, diff: null });
    await write('program/inside.ts', 'y\n');
    const { diff } = await readWorkTree(join(folder, 'program'));
    expect(Buffer.from(diff!.content).toString()).toMatch(/^diff --git a\/inside\.ts b\/inside\.ts\n/);
  });

  it('is absent where there is no git', async () => {
    await committed();
    const { PATH } = process.env;
    process.env.PATH = join(folder, 'nothing');
    try {
      expect(await readWorkTree(folder)).toEqual({ commit: null, diff: null });
    } finally {
      process.env.PATH = PATH;
    }
  });
});

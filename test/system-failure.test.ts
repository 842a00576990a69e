/** Errors of the system as sentences, provoked where that is cheap, made up where it is not. */
import { mkdir, mkdtemp, open, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT, UserError } from '../src/failure.js';
import { systemFailure } from '../src/system-failure.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-system-'));
  await writeFile(join(folder, 'file'), '');
  await mkdir(join(folder, 'full'));
  await writeFile(join(folder, 'full', 'file'), '');
  await symlink('b', join(folder, 'a'));
  await symlink('a', join(folder, 'b'));
});
afterAll(() => rm(folder, { recursive: true }));

async function sentence(work: () => Promise<unknown>): Promise<string> {
  const error: unknown = await work().catch((thrown: unknown) => thrown);
  const told = systemFailure(error);
  expect(told).toBeInstanceOf(UserError);
  expect((told as UserError).exitCode).toBe(EXIT.failure);
  return (told as UserError).message;
}

const at = (name: string): string => join(folder, name);

describe('an error of the system becomes a sentence that names the path and what to do', () => {
  it.each([
    [
      'ELOOP',
      () => readFile(at('a')),
      () => `${at('a')} cannot be opened: its links lead in a circle. Remove`,
    ],
    ['EISDIR', () => readFile(folder), () => 'is a folder, where a file belongs. Move it away'],
    ['ENOTDIR', () => mkdir(at('file/below')), () => `${at('file/below')} cannot be made, for a file lies`],
    [
      'EEXIST',
      () => mkdir(at('file'), { recursive: true }),
      () => `${at('file')} cannot be made, for a file lies`,
    ],
    ['ENOENT', () => readFile(at('nothing')), () => `${at('nothing')} cannot be opened: it is not there.`],
    ['ENOTEMPTY', () => rename(at('full'), folder), () => 'cannot be written: something else uses it.'],
    [
      'a scratch folder',
      () => mkdtemp(at('nothing/x-')),
      () => `${at('nothing')} cannot be written to: it is not`,
    ],
    [
      'a draft',
      () => open(at('nothing/a.json.123'), 'w'),
      () => `${at('nothing/a.json')} cannot be written: it is`,
    ],
    [
      'ENAMETOOLONG',
      () => readFile(at('n'.repeat(5000))),
      () => '… cannot be opened: the name is longer than this disk takes.',
    ],
  ])('%s', async (_, work, expected) => {
    const message = await sentence(work);
    expect(message).toContain(expected());
    expect(message.length).toBeLessThan(700);
  });

  it.each([
    ['EACCES', 'scandir', '/x cannot be read: this user has no right to. Give this user the right'],
    ['EROFS', 'open', '/x cannot be opened: its disk may only be read.'],
    ['ENOSPC', 'write', 'The disk of /x is full. Free some space'],
    ['EDQUOT', 'write', 'The disk of /x is full. Free some space'],
    ['EIO', 'read', '/x cannot be read or written, as where the disk is full or failing.'],
    ['EMFILE', 'open', '/x cannot be opened: too many files are open. Allow more (ulimit -n)'],
    ['EXDEV', 'link', '/x cannot be made: it lies on another disk'],
    ['ENODEV', 'open', '/x cannot be opened: no such device (ENODEV). Mend that and run again'],
  ])('%s', (code, syscall, expected) => {
    const said = code === 'ENODEV' ? 'no such device' : 'as it says';
    const error = Object.assign(new Error(`${code}: ${said}, ${syscall} '/x'`), {
      code,
      syscall,
      path: '/x',
    });
    expect((systemFailure(error) as Error).message).toContain(expected);
  });

  it('but for what is none, which passes unchanged', () => {
    for (const error of [
      new TypeError('x'),
      new UserError('x'),
      Object.assign(new Error('x'), { code: 'E1' }),
      1,
    ])
      expect(systemFailure(error)).toBe(error);
  });
});

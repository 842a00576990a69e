import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { formatBytes } from '../../src/amounts.js';
import { readCorpus } from '../../src/corpora/read.js';
import { openContainer } from '../../src/datasets/container.js';
import { EXIT, UserError } from '../../src/failure.js';
import { listFiles } from '../../src/files/folder.js';
import { LIMITS } from '../../src/files/limits.js';
import type { Limits } from '../../src/files/limits.js';
import { tarEntries } from '../../src/files/tar.js';
import { zipEntries } from '../../src/files/zip.js';
import { tarOf, written, XZ_BOMB, zipOf } from './packing.js';
import type { Entry } from './packing.js';

const MB = 1e6;
const zeros = (name: string, bytes: number, claimed?: number): Entry => ({
  name,
  bytes: Buffer.alloc(bytes),
  claimed: claimed ?? bytes,
});

type Wanted = (path: string) => boolean;

/** Bytes that were handed out, of all files or of those wanted. */
const unpacked = (path: string, limits: Limits, wanted: Wanted = () => true): Promise<number> =>
  path.endsWith('.zip') ? unzipped(path, limits, wanted) : untarred(path, limits, wanted);

async function untarred(path: string, limits: Limits, wanted: Wanted): Promise<number> {
  let taken = 0;
  for await (const { bytes } of tarEntries(path, wanted, limits)) taken += bytes.length;
  return taken;
}

async function unzipped(path: string, limits: Limits, wanted: Wanted): Promise<number> {
  let taken = 0;
  for await (const entry of zipEntries(path, limits)) {
    if (!wanted(entry.path)) continue;
    for await (const chunk of entry.bytes()) taken += chunk.length;
  }
  return taken;
}

const refused = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(EXIT.usage);
  return (error as UserError).message;
};

const FORMATS: readonly (readonly [name: string, pack: (entries: readonly Entry[]) => Buffer])[] = [
  ['set.zip', zipOf],
  ['set.tar', tarOf],
  ['set.tar.gz', (entries) => gzipSync(tarOf(entries))],
];

describe.each(FORMATS)('%s', (name, pack) => {
  const of = (...entries: readonly Entry[]): Promise<string> => written(name, pack(entries));

  it('is unpacked where it keeps to the limits', async () => {
    expect(await unpacked(await of(zeros('a', 10), zeros('b', 20)), LIMITS)).toBe(30);
  });

  it('is refused for a file larger than a file may be, by name and size, before it is held in memory', async () => {
    const path = await of(zeros('small', 10), zeros('large.tsv', 2 * MB));
    const message = await refused(unpacked(path, { ...LIMITS, file: MB }));
    expect(message).toBe(
      `${path}: large.tsv has 2.00 MB, and a file may have at most 1.00 MB. Split it into smaller files.`,
    );
  });

  it('is refused for what all files have together', async () => {
    const path = await of(zeros('a', MB), zeros('b', MB));
    const message = await refused(unpacked(path, { ...LIMITS, total: 1.5 * MB }));
    expect(message).toContain(`${path} holds more than 1.50 MB, at ${path}: b`);
  });

  it('is refused for the number of its files', async () => {
    const path = await of(zeros('a', 1), zeros('b', 1), zeros('c', 1));
    expect(await refused(unpacked(path, { ...LIMITS, entries: 2 }, () => false))).toContain(
      `${path} holds more than 2 files`,
    );
  });
});

describe('a bomb', () => {
  const limits = { ...LIMITS, ratioFrom: MB };
  const bomb = [zeros('a.txt', 4 * MB)];

  it.each([
    ['bomb.zip', zipOf(bomb)],
    ['bomb.tar.gz', gzipSync(tarOf(bomb))],
    ['bomb.tar.xz', XZ_BOMB],
  ])('%s is refused for its ratio, and the files of the next archive are read', async (name, bytes) => {
    const path = await written(name, bytes);
    const message = await refused(unpacked(path, limits));
    expect(message).toContain(
      `${path}: a.txt: the archive has ${formatBytes(bytes.length)} and unpacks to more than`,
    );
    expect(message).toContain('at most 50 times its size');
    expect(await unpacked(path, LIMITS)).toBe(4 * MB);
  });

  it('is refused, too, in a file that nobody wanted, for a tar archive is unpacked to get past it', async () => {
    const path = await written('bomb.tar.gz', gzipSync(tarOf(bomb)));
    expect(await refused(unpacked(path, limits, () => false))).toContain('50 times');
  });

  it('passes while it is small', async () => {
    const path = await written('small.tar.gz', gzipSync(tarOf([zeros('a', 90_000)])));
    expect(await unpacked(path, limits)).toBe(90_000);
  });

  it('that is compressed twice is refused before its inside is unpacked', async () => {
    const path = await written('twice.tar.gz', gzipSync(gzipSync(tarOf(bomb))));
    expect(await refused(unpacked(path, LIMITS))).toContain('it is compressed twice');
  });

  it.each([1000, 3 * MB])(
    'in a zip that says its file has %i bytes is found while it comes',
    async (claimed) => {
      const path = await written('lying.zip', zipOf([zeros('a.tsv', 4 * MB, claimed)]));
      expect(await refused(unpacked(path, LIMITS))).toMatch(
        /lying\.zip: a\.tsv cannot be read .* too many bytes/,
      );
    },
  );
});

it('an xz archive that is cut off, empty or damaged is an error that says so, and the next one is read', async () => {
  const damaged = Buffer.from(XZ_BOMB).fill(0xff, 300, 400);
  for (const [bytes, reason] of [
    [XZ_BOMB.subarray(0, 400), 'it ends too early'],
    [damaged, 'its data is damaged'],
  ] as const)
    expect(await refused(unpacked(await written('cut.tar.xz', bytes), LIMITS))).toContain(reason);
  expect(await unpacked(await written('whole.tar.xz', XZ_BOMB), LIMITS)).toBe(4 * MB);
});

describe('a folder', () => {
  const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'folder-'));
  const text = async (path: string): Promise<string> => {
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'y.txt'), 'hello');
    return path;
  };
  const read = async (path: string): Promise<string[]> => {
    const names: string[] = [];
    for await (const { name } of readCorpus(path)) names.push(name);
    return names;
  };
  const copied = async (path: string, name: string): Promise<void> =>
    (await openContainer(path)).copy(new Map([[name, name]]), await folder());

  it('is refused for a file of three gigabytes, which is neither copied nor read', async () => {
    const path = await text(await folder());
    await writeFile(join(path, 'x.txt'), '');
    await truncate(join(path, 'x.txt'), 3e9);
    const sentence = `${join(path, 'x.txt')} has 3.00 GB, and a file may have at most 500 MB`;
    expect(await refused(read(path))).toContain(sentence);
    expect(await refused(copied(path, 'x.txt'))).toContain(sentence);
  });

  it('with a named pipe is refused at once, and so is the pipe by itself, and a device', async () => {
    const path = await text(await folder());
    execFileSync('mkfifo', [join(path, 'x.txt')]);
    for (const given of [path, join(path, 'x.txt')]) {
      expect(await refused(openContainer(given))).toContain(`${join(path, 'x.txt')} is a named pipe`);
      expect(await refused(read(given))).toContain('is a named pipe');
    }
    expect(await refused(openContainer('/dev/zero'))).toContain('is a device');
  });

  it.each([
    ['x.txt', 'x.txt', 'its links lead in a circle'],
    ['x.txt', '/nowhere', 'is a link to what is not there'],
    ['part', '.', 'leads back to'],
    ['part', '..', 'leads back to'],
  ])('with a link %s to %s is refused by the name of the link', async (name, target, sentence) => {
    const path = await text(join(await folder(), 'books'));
    await symlink(target, join(path, name));
    expect(await refused(listFiles(path))).toContain(join(path, name));
    expect(await refused(read(path))).toContain(sentence);
    if (name === 'x.txt') expect(await refused(openContainer(join(path, name)))).toContain(sentence);
  });

  it('takes what links to files and folders elsewhere lead to', async () => {
    const [path, other] = [await text(await folder()), await text(await folder())];
    await mkdir(join(path, 'part'));
    await symlink(join(other, 'y.txt'), join(path, 'part', 'x.txt'));
    await symlink(other, join(path, 'more'));
    expect(await read(path)).toEqual(['more/y.txt', 'part/x.txt', 'y.txt']);
  });

  it.skipIf(!existsSync('/proc/self/mem'))(
    'with a file that the system does not give is refused by its name',
    async () => {
      const path = await text(await folder());
      await symlink('/proc/self/mem', join(path, 'x.txt'));
      expect(await refused(read(path))).toContain(`${join(path, 'x.txt')} cannot be read`);
    },
  );
});

it('an archive whose names cannot both be files is refused, by name', async () => {
  const path = await written('set.tar', tarOf([zeros('a.txt', 1), zeros('a.txt/b.txt', 1)]));
  const container = await openContainer(path);
  const picks = new Map(container.names.map((name) => [name, name]));
  const target = await mkdtemp(join(tmpdir(), 'target-'));
  expect(await refused(container.copy(picks, target))).toContain(
    `${path}: a.txt/b.txt cannot be imported: another entry has a part of its name.`,
  );
});

/** A second user of a shared checkout, whose files are another's: what is there can be read, and nothing is written. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeProject, TINY } from './program.js';
import type { Ending, TestProject } from './program.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A user whom the permissions of files bind, as they do not bind root. */
const NOBODY = 65534;

/** `env`: in place of this test's own. */
const asNobody = (typed: readonly string[], env: Record<string, string> = {}): Promise<Ending> =>
  new Promise((resolve) => {
    const given = { uid: NOBODY, gid: NOBODY, cwd: '/', env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [MAIN, ...typed, '--root', project.root], given, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });

let project: TestProject;
let closed: string;

describe.skipIf(process.getuid?.() !== 0)('a second user (where this one may be another)', () => {
  beforeAll(async () => {
    project = await makeProject();
    await project.experiment('tiny', TINY);
    await mkdir(join(project.root, 'datasets', 'sst-2'), { recursive: true });
    await writeFile(join(project.root, 'datasets', 'sst-2', 'dataset.yaml'), MANIFEST);
    expect(await project.reprise('run', 'tiny')).toMatchObject({ code: 0 });
    expect(await project.reprise('lock', 'tiny')).toMatchObject({ code: 0 });
    await chmod(project.root, 0o755);
    closed = await mkdtemp(join(tmpdir(), 'reprise-closed-'));
  });
  afterAll(async () => {
    await project.remove();
    await rm(closed, { recursive: true });
  });

  it('finds the miniature with the usual modes, and no scratch folder beside it', async () => {
    const miniature = join(project.root, 'datasets', 'miniature');
    const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
    expect(await mode(join(miniature, 'data'))).toBe(await mode(miniature));
    expect(await readdir(join(miniature, 'download'))).toEqual([]);
  });

  it.each([
    ['validate', 'tiny'],
    ['plan', 'tiny'],
    ['explain', 'tiny', 'model.heads'],
    ['why', 'tiny:reference:1'],
    ['gc', '--dry-run'],
    ['verify', 'lock', 'tiny'],
    ['status'],
    ['show', 'tiny'],
    ['compare', 'tiny', 'tiny'],
    ['data', 'list'],
    ['data', 'verify'],
    ['report', 'tiny', '--verify'],
  ])('can %s %s %s, with neither a home nor a folder for temporary files', async (...typed) => {
    const env = { HOME: join(closed, 'nowhere'), TMPDIR: closed };
    const given = typed.filter((word) => word !== undefined);
    expect(await asNobody(given, env)).toMatchObject({ code: 0, err: '' });
  });

  it.each([
    [['run', 'tiny'], () => join(project.root, 'results', 'run.hold')],
    [['lock', 'tiny'], () => join(project.root, 'experiments', 'tiny.lock.json')],
    [['report', 'tiny'], () => join(project.root, 'reports', 'tiny')],
    [['data', 'import', 'sst-2', 'datasets'], () => join(project.root, 'datasets', 'sst-2', 'download')],
    [['data', 'get', 'sst-2'], () => join(project.root, 'datasets', 'sst-2', 'download')],
  ])('is told where %j cannot write', async (typed, path) => {
    const given = typed.map((word) =>
      word === 'datasets' ? join(project.root, 'datasets/miniature/data/sst-2') : word,
    );
    const { code, err } = await asNobody(given);
    expect(err).toMatch(
      new RegExp(`^error {2}${path()} cannot be (made|written): this user has no right to\\.`),
    );
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });

  it('is told of results, data and experiments that may not be read, and not that there are none', async () => {
    for (const [name, typed] of [
      ['results', ['status']],
      ['datasets', ['data', 'list']],
      ['experiments', ['validate', 'other']],
    ] as const) {
      await chmod(join(project.root, name), 0o700);
      const { code, err } = await asNobody(typed);
      await chmod(join(project.root, name), 0o755);
      expect(err).toContain(join(project.root, name));
      expect(err).toContain('this user has no right to');
      expect(code).toBe(1);
    }
  });
});

const MANIFEST = `
name: sst-2
title: Sentiment
kind: tasks
licence: none
access: download
downloads: [{ url: 'http://127.0.0.1:9/x.zip', sha256: null }]
`;

/** Adds a kind to a copy of the source tree as a contributor would: some files, and one line in the map of its kind. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './sources.js';

const ADDITIONS = fileURLToPath(new URL('./additions', import.meta.url));

/** Files from the root of the repository (the fixtures lie under additions/ in the same folders), and what the map gets. */
export interface Addition {
  readonly files: readonly string[];
  readonly map: string;
  readonly imports: string;
  readonly line: string;
}

/** `lines`: that the changed files have more than before. */
export type Changes = Readonly<Record<'added' | 'changed', readonly string[]>> & { readonly lines: number };

/** What a program is compiled from and reads; a link to the packages and the built kernels. */
export async function copyTree(): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), 'reprise-additions-'));
  for (const name of ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'])
    await cp(join(ROOT, name), join(tree, name), { recursive: true });
  await mkdir(join(tree, 'native'));
  await cp(join(ROOT, 'experiments', 'presets'), join(tree, 'experiments', 'presets'), { recursive: true });
  await cp(join(ROOT, 'datasets'), join(tree, 'datasets'), {
    recursive: true,
    filter: (path) => !/\/(data|data-old|download)$/.test(path),
  });
  await symlink(await realpath(join(ROOT, 'node_modules')), join(tree, 'node_modules'));
  await symlink(join(ROOT, 'native', 'build'), join(tree, 'native', 'build'));
  return tree;
}

/** Makes the addition; what it changed in the tree. */
export async function add(tree: string, { files, map, imports, line }: Addition): Promise<Changes> {
  const before = await contents(tree);
  for (const file of files) {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await cp(join(ADDITIONS, file), join(tree, file));
  }
  const text = await readFile(join(tree, map), 'utf8');
  await writeFile(join(tree, map), withLine(text, imports, line));
  return changesBetween(before, await contents(tree));
}

/** The import behind the last one, the line at the end of the first map. */
function withLine(text: string, imports: string, line: string): string {
  const at = text.lastIndexOf('\nimport ') + 1;
  const imported = `${text.slice(0, at)}${imports}\n${text.slice(at)}`;
  const open = /\nexport const [A-Z_]+\b[^=]*= (?:\w+\()?\{\n/.exec(imported);
  if (open === null) throw new Error('The file exports no map literal.');
  const end = imported.indexOf('\n}', open.index);
  return `${imported.slice(0, end)}\n  ${line}${imported.slice(end)}`;
}

/** Builds with the project's own command. Throws with what the compiler said. */
export function build(tree: string): void {
  const { status, stdout } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: tree, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The tree with its additions does not build:\n${stdout}`);
}

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The compiled program of the tree. */
export function reprise(tree: string, ...typed: readonly string[]): Said {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/main.js', ...typed], {
    cwd: tree,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

/** Path → hash and count of lines, of all but what is linked. */
async function contents(tree: string): Promise<ReadonlyMap<string, { hash: string; lines: number }>> {
  const found = new Map<string, { hash: string; lines: number }>();
  for (const folder of ['src', 'datasets', 'experiments'])
    for (const entry of await readdir(join(tree, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const text = await readFile(path, 'utf8');
      const hash = createHash('sha256').update(text).digest('hex');
      found.set(relative(tree, path), { hash, lines: text.split('\n').length });
    }
  return found;
}

type Contents = Awaited<ReturnType<typeof contents>>;

function changesBetween(before: Contents, after: Contents): Changes {
  const added = [...after.keys()].filter((path) => !before.has(path));
  const changed = [...after].filter(
    ([path, { hash }]) => before.has(path) && before.get(path)?.hash !== hash,
  );
  const lines = changed.map(([path, { lines }]) => lines - (before.get(path)?.lines ?? 0));
  return {
    added: added.sort(),
    changed: changed.map(([path]) => path),
    lines: lines.reduce((sum, count) => sum + count, 0),
  };
}

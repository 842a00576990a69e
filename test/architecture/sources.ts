/** The files of the tree, and their TypeScript parsed once, for the measures. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Paths from the root of the repository, with `/`, sorted. Built and fetched files are left out. */
export function filesUnder(folder: string, ...endings: readonly string[]): readonly string[] {
  const all = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return all
    .filter((file) => file.isFile() && endings.some((ending) => file.name.endsWith(ending)))
    .map((file) => relative(ROOT, join(file.parentPath, file.name)).split(sep).join('/'))
    .filter((path) => !/(^|\/)(node_modules|build)\//.test(path))
    .sort();
}

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const parsed = new Map<string, ts.SourceFile>();

export function parse(path: string): ts.SourceFile {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const file = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
  parsed.set(path, file);
  return file;
}

/** Calls `visit` on every node below, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  ts.forEachChild(node, (child) => {
    visit(child);
    walk(child, visit);
  });
}

/** Line of the node's first character, from 1. */
export const lineOf = (node: ts.Node): number =>
  node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;

/** Where in src the nodes lie of which `is` says what is wrong: "src/a.ts:12 what". */
export function offences(
  paths: readonly string[],
  what: (node: ts.Node) => string | null,
): readonly string[] {
  const found: string[] = [];
  for (const path of paths)
    walk(parse(path), (node) => {
      const said = what(node);
      if (said !== null) found.push(`${path}:${lineOf(node)} ${said}`);
    });
  return found;
}

/**
 * A kind is named where it declares itself and in the one map of its kind. The phases iterate over the maps: no file of
 * theirs holds a string, a property or a type that is the name of a stage, a task, a family, an engine or an executor.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { promise } from './measure.js';
import { ROOT, filesUnder, offences, parse, walk } from './sources.js';

/** Contract's folder → the map of its kind. */
const MAPS = {
  stage: 'src/stages/index.ts',
  task: 'src/tasks/index.ts',
  family: 'src/models/index.ts',
  engine: 'src/engines/index.ts',
  executor: 'src/run/executors/index.ts',
} as const;

const PHASES = ['experiment', 'plan', 'run', 'store', 'results', 'report', 'lockfile'];

/** File and name that may stand together, and why. */
const REASONED: readonly {
  readonly path: string;
  readonly names: readonly string[];
  readonly because: string;
}[] = [];

describe('a phase names no', () => {
  for (const [kind, map] of Object.entries(MAPS)) {
    promise(kind, () => named(kind, keysOf(map)));
  }
});

describe('an exception', () => {
  it('is one that is needed', () => {
    const idle = REASONED.filter(({ path, names }) => !names.every((name) => holds(path, name)));
    expect(idle).toEqual([]);
  });
});

/** Keys of the object literals that the file exports. */
function keysOf(path: string): ReadonlySet<string> {
  const keys = new Set<string>();
  if (!existsSync(join(ROOT, path))) return keys;
  walk(parse(path), (node) => {
    if (!ts.isVariableDeclaration(node) || !ts.isSourceFile(node.parent.parent.parent)) return;
    for (const name of literalKeys(node.initializer)) keys.add(name);
  });
  return keys;
}

function literalKeys(node: ts.Expression | undefined): readonly string[] {
  if (node === undefined) return [];
  if (ts.isSatisfiesExpression(node) || ts.isAsExpression(node)) return literalKeys(node.expression);
  if (ts.isCallExpression(node)) return node.arguments.flatMap((argument) => literalKeys(argument));
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap(({ name }) =>
    name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? [name.text] : [],
  );
}

function named(kind: string, names: ReadonlySet<string>): readonly string[] {
  const paths = PHASES.flatMap((phase) => filesUnder(`src/${phase}`, '.ts')).filter(
    (path) => !(kind === 'executor' && path.startsWith('src/run/executors/')),
  );
  return offences(paths, (node) => {
    if (!ts.isStringLiteralLike(node) || ts.isImportDeclaration(node.parent) || !names.has(node.text))
      return null;
    const path = node.getSourceFile().fileName;
    return REASONED.some((reason) => reason.path === path && reason.names.includes(node.text))
      ? null
      : node.text;
  });
}

function holds(path: string, name: string): boolean {
  let found = false;
  walk(parse(path), (node) => {
    if (ts.isStringLiteralLike(node) && node.text === name) found = true;
  });
  return found;
}

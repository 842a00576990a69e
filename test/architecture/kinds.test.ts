/**
 * A kind is named where it declares itself and in the one map of its kind. The phases iterate over the maps: no file of
 * theirs holds a string, a property or a type that is the name of a stage, a task, a family, an engine or an executor.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { measure } from './measure.js';
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

/** Where a word that is also the name of a kind means something else. */
const REASONED: readonly {
  readonly paths: RegExp;
  readonly name: string;
  readonly because: string;
}[] = [
  {
    paths: /^src\/(results|report|lockfile)\//,
    name: 'baseline',
    because: 'a row of a table is a variant or a non-neural baseline',
  },
  { paths: /^src\/report\/contents\.ts$/, name: 'overlap', because: 'a section of the page' },
  { paths: /^src\/(results|run|store)\//, name: 'cpu', because: 'the processor of a machine' },
  {
    paths: /^src\/experiment\/(schema|effective)\.ts$/,
    name: 'pretrain',
    because: 'an option section is called like the stage that owns it',
  },
  { paths: /^src\/experiment\/(schema|effective)\.ts$/, name: 'finetune', because: 'likewise' },
  { paths: /^src\/experiment\/schema\.ts$/, name: 'evaluate', because: 'likewise' },
  {
    paths: /^src\/(experiment|report)\//,
    name: 'zero-shot',
    because: 'a mode of evaluation is called like the stage that does it',
  },
  { paths: /^src\/experiment\/renamed\.ts$/, name: 'baseline', because: 'an old name of reference' },
  { paths: /^src\/run\/inputs\.ts$/, name: 'evaluate', because: 'the examples of a task to evaluate on' },
];

describe('a phase names no', () => {
  for (const [kind, map] of Object.entries(MAPS)) {
    measure(kind, () => {
      const names = keysOf(map);
      expect(names.size).toBeGreaterThan(0);
      return named(kind, names);
    });
  }
});

describe('an exception', () => {
  it('is one that is needed', () => {
    const paths = PHASES.flatMap((phase) => filesUnder(`src/${phase}`, '.ts'));
    const idle = REASONED.filter(
      (reason) =>
        offences(
          paths.filter((path) => reason.paths.test(path)),
          (node) => (nameIn(node) === reason.name ? '' : null),
        ).length === 0,
    );
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
    const name = nameIn(node);
    if (name === null || !names.has(name)) return null;
    return isReasoned(node.getSourceFile().fileName, name) ? null : name;
  });
}

/** What a string, or the key of an object or a type, says. */
function nameIn(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return ts.isImportDeclaration(node.parent) ? null : node.text;
  const isKey = ts.isPropertyAssignment(node) || ts.isPropertySignature(node);
  return isKey && ts.isIdentifier(node.name) ? node.name.text : null;
}

const isReasoned = (path: string, name: string): boolean =>
  REASONED.some((reason) => reason.name === name && reason.paths.test(path));

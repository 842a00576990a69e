/** What holds over the whole tree, whoever adds what: counted with the TypeScript parser, each measure a sentence. */
import ts from 'typescript';
import { describe } from 'vitest';
import { measure } from './measure.js';
import { filesUnder, lineOf, offences, parse, textOf, walk } from './sources.js';

const SOURCES = filesUnder('src', '.ts');
const CODE = ['src', 'test', 'bench', 'native'].flatMap((folder) =>
  filesUnder(folder, '.ts', '.mts', '.mjs', '.cc', '.h', '.cpp', '.py'),
);

describe('functions', () => {
  const lengths = functionLengths();
  const at = (share: number) => lengths[Math.floor((lengths.length - 1) * share)]!;
  const said = `${lengths.length} functions, median ${at(0.5)}, p90 ${at(0.9)}, longest ${at(1)} lines`;

  measure(`have a median of at most 10 lines (${said})`, () => (at(0.5) <= 10 ? [] : [said]));
  measure('have at most 30 lines in nine of ten cases', () => (at(0.9) <= 30 ? [] : [said]));
  measure('get past the limit of parameters by no rest-tuple', () => offences(SOURCES, restTuple));
});

describe('files', () => {
  measure('have at most 300 lines', () =>
    CODE.map((path) => ({ path, lines: textOf(path).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > 300)
      .map(({ path, lines }) => `${path} ${lines}`),
  );
  measure('export what is theirs, never another module', () => offences(SOURCES, reExport));
  measure('are named by what they serve', () =>
    CODE.filter((path) => /(util|helper|common|misc)s?\b/.test(path)),
  );
});

describe('code', () => {
  measure('writes the fields of an object out instead of spreading a literal', () =>
    offences(SOURCES, literalSpread),
  );
  measure('says `any` nowhere', () =>
    offences(SOURCES, (node) => (node.kind === ts.SyntaxKind.AnyKeyword ? node.parent.getText() : null)),
  );
  measure('leaves nothing to do', () =>
    CODE.filter(
      (path) => /\b(TODO|FIXME|XXX)\b/.test(textOf(path)) && !path.startsWith('test/architecture/'),
    ),
  );
});

describe('the border to the machine', () => {
  /** Each with what it reads. */
  const READERS_OF_THE_ENVIRONMENT = [
    'src/cli/options.ts', // REPRISE_ISA, handed down
    'src/cli/terminal/print.ts', // NO_COLOR
    'src/run/child-environment.ts', // chooses what workers and git are handed
  ];
  measure('is the only place that reads the environment', () =>
    offences(SOURCES, (node) =>
      ts.isPropertyAccessExpression(node) && node.getText() === 'process.env' ? 'process.env' : null,
    ).filter((at) => !READERS_OF_THE_ENVIRONMENT.some((path) => at.startsWith(`${path}:`))),
  );
  measure('is kept from the locale: numbers and dates print the same everywhere', () =>
    offences(SOURCES, (node) =>
      ts.isIdentifier(node) && /^(Intl|toLocale\w*|localeCompare)$/.test(node.text) ? node.text : null,
    ),
  );
  measure('is kept from unseeded randomness', () =>
    offences(SOURCES, (node) =>
      ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random' ? 'Math.random' : null,
    ),
  );
});

describe('results', () => {
  measure('hold numbers and no words: a sentence stands in an error alone', () =>
    offences(filesUnder('src/results', '.ts'), sentence),
  );
});

/** Lines of every function, method and arrow with a body in braces, shortest first. */
function functionLengths(): readonly number[] {
  const lengths: number[] = [];
  for (const path of SOURCES)
    walk(parse(path), (node) => {
      if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
      if (!ts.isBlock(node.body)) return;
      const end = node.getSourceFile().getLineAndCharacterOfPosition(node.end).line + 1;
      lengths.push(end - lineOf(node) + 1);
    });
  return lengths.sort((a, b) => a - b);
}

function restTuple(node: ts.Node): string | null {
  if (!ts.isParameter(node) || node.dotDotDotToken === undefined) return null;
  const isTuple =
    ts.isArrayBindingPattern(node.name) || (node.type !== undefined && ts.isTupleTypeNode(node.type));
  return isTuple ? node.getText() : null;
}

function reExport(node: ts.Node): string | null {
  if (!ts.isExportDeclaration(node)) return null;
  if (node.moduleSpecifier !== undefined) return node.getText();
  const imported = importedNames(node.getSourceFile());
  const names =
    node.exportClause !== undefined && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : [];
  return names.some((name) => imported.has((name.propertyName ?? name.name).text)) ? node.getText() : null;
}

function importedNames(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  walk(file, (node) => {
    if (ts.isImportSpecifier(node) || ts.isImportClause(node)) names.add(node.name?.text ?? '');
  });
  return names;
}

function literalSpread(node: ts.Node): string | null {
  if (!ts.isSpreadAssignment(node)) return null;
  const inner = ts.skipPartiallyEmittedExpressions(node.expression);
  return ts.isObjectLiteralExpression(inner) ? node.getText().slice(0, 60) : null;
}

/** A string of three words or more that is not the message of an error. */
function sentence(node: ts.Node): string | null {
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return null;
  if (!/[\p{L}}] +[\p{L}$]\S* +[\p{L}$]/u.test(node.getText())) return null;
  return isOfAnError(node) ? null : node.getText().slice(0, 60);
}

function isOfAnError(node: ts.Node): boolean {
  if (
    ts.isThrowStatement(node) ||
    (ts.isNewExpression(node) && /(Error|Failure)$/.test(node.expression.getText()))
  )
    return true;
  if (ts.isCallExpression(node) && node.expression.getText().startsWith('assert')) return true;
  return node.parent === undefined ? false : isOfAnError(node.parent);
}

/** YAML text → a tree in which every value and key knows its place. Aliases are expanded, within bounds. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { unprintableIn } from '../printable.js';
import type { Advice, Problem } from './problem.js';
import type { Place, Source } from './source.js';

/** Keys and, in sequences, indices. */
export type Path = readonly (string | number)[];

export type Tree = Leaf | Sequence | Mapping;
export interface Leaf {
  readonly kind: 'leaf';
  readonly value: string | number | boolean | null;
  readonly place: Place;
}
export interface Sequence {
  readonly kind: 'sequence';
  readonly items: readonly Tree[];
  readonly place: Place;
}
export interface Entry {
  readonly key: Place;
  readonly value: Tree;
}
export interface Mapping {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly place: Place;
}

/** Bounds that no experiment meets and every bomb does. */
const MAX_NODES = 50_000;
const MAX_ALIASES = 100;
const MAX_DEPTH = 100;

export interface Parsed {
  /** Null when the text cannot be used at all. */
  readonly tree: Tree | null;
  readonly problems: Problem[];
  /** How many were read, with those that aliases repeat. */
  readonly values: number;
}

/** A value of its own: the part `from`…end of the source's text. */
export function parseTree(source: Source, from = 0, to = source.text.length): Parsed {
  const text = source.text.slice(from, to);
  const deep = tooDeep(text);
  if (deep !== null) {
    const place = { source, start: from + deep, end: from + deep + 1 };
    return nothing([{ place, message: 'This is nested too deeply to be an experiment.', hint: null }]);
  }
  // Duplicate keys are found below: the parser's own search takes a time quadratic in the keys.
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  const problems = syntaxProblems(document, source, from);
  if (document.errors.length > 0) return nothing(problems);
  const reader = new Reader(document, source, from, problems);
  const tree = document.contents === null ? null : reader.read(document.contents, 0);
  // What a bomb's remains would be blamed for is no mistake of their own.
  return reader.overflow === null ? { tree, problems, values: reader.values } : nothing([reader.overflow]);
}

const nothing = (problems: Problem[]): Parsed => ({ tree: null, problems, values: 0 });

/** Offset at which brackets or indentation nest beyond reason: the parser is recursive and would exhaust the stack. */
function tooDeep(text: string): number | null {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '[' || text[i] === '{') depth++;
    else if ((text[i] === ']' || text[i] === '}') && depth > 0) depth--;
    if (depth > MAX_DEPTH) return i;
  }
  return /^[ \t?:-]{200,}\S/m.exec(text)?.index ?? null;
}

const BOMB = `This file is too large an expansion: at most ${MAX_ALIASES} aliases and ${MAX_NODES} values are read.`;

const SYNTAX: Readonly<Record<string, { message: string; hint: string }>> = {
  TAB_AS_INDENT: {
    message: 'A tab indents this line.',
    hint: 'YAML is indented with spaces; replace the tab.',
  },
  MULTIPLE_DOCS: { message: 'A second YAML document starts here.', hint: 'One file holds one experiment.' },
  TAG_RESOLVE_FAILED: { message: 'YAML tags are not used here.', hint: 'Write the plain value.' },
};

function syntaxProblems(document: Document, source: Source, from: number): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    if (code === 'TAB_AS_INDENT' && seen.has(code)) continue;
    seen.add(code);
    const place = { source, start: from + pos[0], end: from + Math.max(pos[1], pos[0] + 1) };
    problems.push({ place, ...(SYNTAX[code] ?? { message: `This is not YAML: ${message}.`, hint: null }) });
  }
  return problems;
}

class Reader {
  values = 0;
  private aliases = 0;
  /** That the text is too large an expansion; null: it is not. */
  overflow: Problem | null = null;
  private readonly open = new Set<unknown>();

  constructor(
    private readonly document: Document,
    private readonly source: Source,
    private readonly from: number,
    private readonly problems: Problem[],
  ) {}

  read(node: Node, depth: number): Tree | null {
    const place = this.place(node);
    if (++this.values > MAX_NODES || depth > MAX_DEPTH) return this.overflows(place);
    if (isAlias(node)) return this.alias(node, depth);
    if (isMap(node)) return this.mapping(node, depth);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item as Node, depth + 1));
      return { kind: 'sequence', items: items.filter((item) => item !== null), place };
    }
    if (!isScalar(node)) return this.refuse(place, 'Values of this kind are not supported.');
    const value = node.value;
    const code = typeof value === 'string' ? (unprintableIn(value)?.code ?? null) : null;
    if (code !== null) return this.refuse(place, holds('text', code), UNPRINTABLE_HINT);
    const plain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
    if (!plain) return this.refuse(place, 'Values of this kind are not supported.');
    return { kind: 'leaf', value: value as Leaf['value'], place };
  }

  private mapping(node: YAMLMap, depth: number): Mapping {
    const entries = new Map<string, Entry>();
    for (const pair of node.items as Pair<Node, Node | null>[]) this.entry(pair, depth, entries);
    return { kind: 'mapping', entries, place: this.place(node) };
  }

  private entry(pair: Pair<Node, Node | null>, depth: number, entries: Map<string, Entry>): void {
    const key = this.place(pair.key);
    const name = keyOf(pair.key);
    if (name === null) {
      this.refuse(key, 'A key must be a word.');
      return;
    }
    const refusal = nameRefusal(name);
    if (refusal !== null) {
      this.refuse(key, refusal.message, refusal.hint);
      return;
    }
    // Plain objects, which validation works on, cannot carry this key faithfully.
    if (name === '__proto__') {
      this.refuse(key, 'There is no option "__proto__".');
      return;
    }
    const absent: Leaf = { kind: 'leaf', value: null, place: key };
    const value = pair.value === null ? absent : this.read(pair.value, depth + 1);
    if (entries.has(name)) this.refuse(key, `The key "${name}" appears twice.`, 'Remove one of the two.');
    else if (value !== null) entries.set(name, { key, value });
  }

  private alias(node: Alias, depth: number): Tree | null {
    const place = this.place(node);
    if (++this.aliases > MAX_ALIASES) return this.overflows(place);
    const target = node.resolve(this.document);
    if (target === undefined)
      return this.refuse(place, `There is no anchor "&${node.source}" before this alias.`);
    if (this.open.has(target)) return this.refuse(place, `The alias "*${node.source}" contains itself.`);
    this.open.add(target);
    const tree = this.read(target, depth + 1);
    this.open.delete(target);
    return tree;
  }

  private overflows(place: Place): null {
    this.overflow ??= { place, message: BOMB, hint: null };
    return null;
  }

  private refuse(place: Place, message: string, hint: string | null = null): null {
    this.problems.push({ place, message, hint });
    return null;
  }

  private place(node: Node | null): Place {
    const [start, end] = node?.range ?? [0, 1];
    return { source: this.source, start: this.from + start, end: this.from + Math.max(end, start + 1) };
  }
}

const holds = (what: string, code: string): string => `This ${what} holds the sign ${code}.`;

const UNPRINTABLE_HINT =
  'Control characters, and signs that turn the direction of text, would steer the terminal and the report. Remove it.';

/** Letters of a key: names of variants stand in tables and charts. */
const LONGEST_NAME = 200;

function nameRefusal(name: string): Advice | null {
  const found = unprintableIn(name, true);
  if (found !== null) return { message: holds('name', found.code), hint: UNPRINTABLE_HINT };
  if (name.length <= LONGEST_NAME) return null;
  return {
    message: `This name has ${name.length} letters; a name has at most ${LONGEST_NAME}.`,
    hint: 'Shorten it; what it means can stand in the description.',
  };
}

/** A key in words; null: it is none. */
function keyOf(node: Node): string | null {
  const value = isScalar(node) ? node.value : null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : null;
}

/** The tree as plain values. Keys become own properties, whatever their name. */
export function plainValue(tree: Tree): unknown {
  if (tree.kind === 'leaf') return tree.value;
  if (tree.kind === 'sequence') return tree.items.map(plainValue);
  return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, plainValue(entry.value)]));
}

/** The node at a path, or null. Indices of sequences are numbers. */
export function nodeAt(tree: Tree, path: Path): Tree | null {
  let node: Tree | undefined = tree;
  for (const step of path) {
    if (node?.kind === 'mapping') node = node.entries.get(String(step))?.value;
    else if (node?.kind === 'sequence') node = node.items[Number(step)];
    else return null;
  }
  return node ?? null;
}

/** `over` laid on `under`: mappings merge key by key, anything else replaces. */
export function mergeTrees(under: Tree, over: Tree): Tree {
  if (under.kind !== 'mapping' || over.kind !== 'mapping') return over;
  const entries = new Map(under.entries);
  for (const [key, entry] of over.entries) {
    const below = under.entries.get(key);
    entries.set(key, below === undefined ? entry : { ...entry, value: mergeTrees(below.value, entry.value) });
  }
  return { ...over, entries };
}

/** Texts that options come from, and places in them. */
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { formatBytes } from '../amounts.js';
import { unprintableIn } from '../printable.js';

export type Layer = 'default' | 'preset' | 'file' | 'command line';

/** A text with the name that messages give it. */
export interface Source {
  readonly layer: Exclude<Layer, 'default'>;
  readonly name: string;
  readonly text: string;
  /** Whether messages may show its lines: not those of a file from outside of the project. */
  readonly isQuotable: boolean;
}

/** A range of characters in a source. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** Where a value was set; lines and columns count from 1, and are null for a default. */
export interface Origin {
  readonly layer: Layer;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

/** An experiment larger than this is not an experiment; refused before it is read. */
const MAX_BYTES = 1e6;

/** Line and column of an offset, both from 1; the column counts UTF-16 units. */
export function position(place: Place): { line: number; column: number } {
  const before = place.source.text.slice(0, place.start);
  const line = before.split('\n').length;
  return { line, column: place.start - before.lastIndexOf('\n') };
}

export function originOf(place: Place | null): Origin {
  if (place === null) return { layer: 'default', file: null, line: null, column: null };
  return { layer: place.source.layer, file: place.source.name, ...position(place) };
}

/** A path as a person would type it: relative while it lies under the current folder. */
export function displayPath(file: string): string {
  const shown = relative(process.cwd(), file);
  return shown.startsWith('..') || isAbsolute(shown) ? file : shown || '.';
}

/** Why a file cannot be a source: a sentence, and the file's beginning; null: there is no such file. */
export interface Refusal {
  readonly message: string;
  readonly place: Place | null;
}

/** The text of an experiment file, or why it cannot be one. */
export async function readSource(file: string, layer: Source['layer']): Promise<Source | Refusal> {
  const name = displayPath(file);
  const unread: Source = { layer, name, text: '', isQuotable: true };
  const absence = await absenceOf(file, name);
  if (absence !== null) return { message: absence, place: null };
  const source = await readText(file, unread);
  return typeof source === 'string' ? { message: source, place: beginningOf(unread) } : source;
}

/** The first character. */
export function beginningOf(source: Source): Place {
  return { source, start: 0, end: 1 };
}

async function readText(file: string, unread: Source): Promise<Source | string> {
  const { name } = unread;
  const { size } = await stat(file);
  if (size > MAX_BYTES)
    return `${name} is ${formatBytes(size)}; an experiment file is at most ${formatBytes(MAX_BYTES)}.`;
  const bytes = await readFile(file).catch(codeOf);
  if (typeof bytes === 'string') return `${name} cannot be read (${bytes}).`;
  const text = decode(bytes);
  if (text === null) return `${name} is not UTF-8 text. Save it as UTF-8.`;
  const found = unprintableIn(text);
  if (found === null) return { ...unread, text };
  const line = text.slice(0, found.at).split('\n').length;
  return (
    `${name} is not a text file: line ${line} holds the sign ${found.code}. Control characters, and signs that turn ` +
    'the direction of text, would steer the terminal and the report; remove it.'
  );
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

async function absenceOf(file: string, name: string): Promise<string | null> {
  const entry = await stat(file).catch(codeOf);
  if (entry === 'ENOENT' || entry === 'ENOTDIR') return `There is no file ${name}.`;
  if (typeof entry === 'string') return `${name} cannot be read (${entry}).`;
  if (entry.isDirectory()) return `${name} is a folder; name a YAML file in it.`;
  if (!entry.isFile()) return `${name} is not a regular file.`;
  return null;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

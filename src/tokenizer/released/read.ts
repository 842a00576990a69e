/** Reads the two files of a released tokenizer: entries with their ids (JSON), and merges (a line each). */
import { EXIT, UserError } from '../../failure.js';
import { END, UNKNOWN } from '../vocabulary.js';
import { BYTE_CHARACTERS } from './byte-words.js';
import type { ReleasedVocabulary } from './merges.js';

export interface VocabularyFile {
  /** For messages. */
  readonly path: string;
  readonly text: string;
}

/** Pairs of ids are one number each. */
const MOST_ENTRIES = 65_536;

/** Throws UserError that names the file, and the line of a merge, where the two do not make a vocabulary. */
export function readVocabulary(entries: VocabularyFile, merges: VocabularyFile): ReleasedVocabulary {
  const known = entriesIn(entries);
  return { entries: known, merges: mergesIn(merges, new Map(known.map((text, id) => [text, id])), entries) };
}

function entriesIn(file: VocabularyFile): readonly string[] {
  const ids = Object.entries(idsIn(file));
  if (ids.length === 0 || ids.length > MOST_ENTRIES)
    throw refused(file, `holds ${ids.length} entries; expected 1 to ${MOST_ENTRIES}`);
  const entries: (string | undefined)[] = Array.from({ length: ids.length }, () => undefined);
  for (const [text, id] of ids) {
    const isId = Number.isInteger(id) && (id as number) >= 0 && (id as number) < ids.length;
    if (!isId)
      throw refused(file, `gives ${shown(text)} the id ${shown(id)}; ids run from 0 to ${ids.length - 1}`);
    const other = entries[id as number];
    if (other !== undefined)
      throw refused(file, `gives ${shown(other)} and ${shown(text)} the same id ${shown(id)}`);
    entries[id as number] = text;
  }
  return entries as readonly string[]; // as many ids as entries, each once
}

function idsIn(file: VocabularyFile): object {
  let value: unknown;
  try {
    value = JSON.parse(file.text);
  } catch (cause) {
    throw refused(file, `is no JSON (${(cause as Error).message})`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw refused(file, 'holds no mapping of entries to ids');
}

type Ids = ReadonlyMap<string, number>;

function mergesIn(file: VocabularyFile, ids: Ids, entries: VocabularyFile): ReleasedVocabulary['merges'] {
  const seen = new Set<string>();
  return file.text.split('\n').flatMap((line, index) => {
    if (line === '' || (index === 0 && line.startsWith('#version'))) return [];
    const at: VocabularyFile = { ...file, path: `${file.path}:${index + 1}` };
    const [left = '', right, ...rest] = line.split(' ');
    if (right === undefined || rest.length > 0)
      throw refused(at, `says ${shown(line)}; expected two entries and one space between them`);
    const strange = [left, right, left + right].find((text) => !ids.has(text));
    if (strange !== undefined)
      throw refused(at, `merges ${shown(line)}, and ${shown(strange)} is no entry of ${entries.path}`);
    if (seen.has(line)) throw refused(at, `merges ${shown(line)} a second time`);
    seen.add(line);
    return [[ids.get(left)!, ids.get(right)!] as const];
  });
}

/** Throws UserError where a vocabulary lacks what every text of its kind may need. */
export function checkSpells(
  file: VocabularyFile,
  { entries }: ReleasedVocabulary,
  kind: 'words' | 'bytes',
): void {
  const known = new Set(entries);
  const needed = kind === 'words' ? [UNKNOWN] : BYTE_CHARACTERS;
  const absent = needed.filter((entry) => !known.has(entry));
  const [first] = absent;
  if (first !== undefined)
    throw refused(
      file,
      kind === 'words'
        ? `has no entry ${UNKNOWN} for what cannot be spelled`
        : `has no entry for ${absent.length} of the 256 bytes, ${shown(first)} the first`,
    );
  if (kind === 'words' && !entries.some((entry) => entry.endsWith(END)))
    throw refused(file, `has no entry that ends a word with ${END}: is it of GPT-2?`);
}

const shown = (value: unknown): string => JSON.stringify(value);

const refused = ({ path }: VocabularyFile, what: string): UserError =>
  new UserError(`${path} ${what}.`, EXIT.usage);

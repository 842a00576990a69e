/**
 * Reader of GLUE's TSV files: tabs between columns, no quoting whatever (a quote is a character like any other),
 * columns found by the names in the header. Takes a byte order mark, CRLF and a missing final newline.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../failure.js';
import { problemOfText, RowCollector } from './rows.js';
import type { Split } from '../task.js';

export interface TsvFormat {
  /** Field of the example → name of its column. */
  readonly fields: Readonly<Record<string, string>>;
  /** Column of the gold label. 'last': the last one of each row, however many the row has. */
  readonly label: { readonly column: string } | 'last';
  /** Text in the label column → index of the class. */
  readonly labels: Readonly<Record<string, number>>;
  /** Columns a row may have besides as many as the header. */
  readonly otherWidths?: readonly number[];
}

/** What annotators left without a gold label. */
const UNLABELLED = '-';

interface Columns {
  readonly format: TsvFormat;
  /** Field and index of its column. */
  readonly fields: readonly (readonly [field: string, index: number])[];
  /** Index of the label; -1: the last column. */
  readonly label: number;
  readonly widths: readonly number[];
}

/** Reads one split, or null where its file is absent. Throws UserError for a wrong header or too many bad rows. */
export async function readTsv(folder: string, file: string, format: TsvFormat): Promise<Split | null> {
  const text = await readText(join(folder, file));
  if (text === null) return null;
  const [header, ...rows] = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const columns = columnsOf(header, format, join(folder, file));
  const collector = new RowCollector();
  const last = rows.at(-1) === '' ? rows.length - 1 : rows.length;
  for (let row = 0; row < last; row++)
    readRow({ cells: rows[row].split('\t'), line: row + 2, file }, columns, collector);
  return collector.finish(folder);
}

/** UTF-8 without its byte order mark; null where there is no such file. */
export async function readText(path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await readFile(path));
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

export const isAbsence = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

function columnsOf(header: string, format: TsvFormat, path: string): Columns {
  const names = header.split('\t');
  const wanted = [...Object.values(format.fields), ...(format.label === 'last' ? [] : [format.label.column])];
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new UserError(
      `${path}:1: the header has no column ${missing.map((name) => `"${name}"`).join(', ')}. ` +
        'The first line must name the columns, with tabs between them, as in the original file.',
    );
  return {
    format,
    fields: Object.entries(format.fields).map(([field, name]) => [field, names.indexOf(name)] as const),
    label: format.label === 'last' ? -1 : names.indexOf(format.label.column),
    widths: [names.length, ...(format.otherWidths ?? [])],
  };
}

function readRow(
  { cells, line, file }: { cells: readonly string[]; line: number; file: string },
  columns: Columns,
  collector: RowCollector,
): void {
  const { format, widths } = columns;
  const label = (cells.at(columns.label) ?? '').trim();
  if (!widths.includes(cells.length)) {
    const wanted = [...new Set(widths)].join(' or ');
    return collector.reject(file, line, `${cells.length} columns where ${wanted} are expected`);
  }
  if (label === UNLABELLED) return collector.skipUnlabelled();
  const reason = problemOf(cells, columns, label);
  if (reason !== null) return collector.reject(file, line, reason);
  const fields = Object.fromEntries(columns.fields.map(([field, index]) => [field, cells[index]]));
  collector.accept({ id: `${file}:${line}`, fields, label: format.labels[label] });
}

function problemOf(cells: readonly string[], { fields, format }: Columns, label: string): string | null {
  if (!Object.hasOwn(format.labels, label)) {
    const known = Object.keys(format.labels).join(', ');
    return `label "${label.slice(0, 40)}" is none of ${known}`;
  }
  for (const [field, index] of fields) {
    const problem = problemOfText(field, cells[index]);
    if (problem !== null) return problem;
  }
  return null;
}

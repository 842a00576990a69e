/**
 * Reader of GLUE's TSV files: tabs between columns, no quoting whatever (a quote is a character like any other),
 * columns found by the names in the header, or in the file's own order where it has none. Takes a byte order mark, CRLF
 * and a missing final newline.
 */
import { join } from 'node:path';
import { EXIT, UserError } from '../../failure.js';
import { lookAt, readWhole } from '../../files/regular.js';
import { textOf } from '../../files/text.js';
import { problemOfText, RowCollector } from './rows.js';
import type { Split } from '../task.js';

export interface TsvFormat {
  /** Field of the example → name of its column. */
  readonly fields: Readonly<Record<string, string>>;
  /** Column of the gold label. 'last': the last one of each row, however many the row has. */
  readonly label: { readonly column: string } | 'last';
  /** Text in the label column → index of the class; or the range of a label that is a number. */
  readonly labels: Readonly<Record<string, number>> | LabelRange;
  /** Names of the columns of a file that has no header; its first line is the first row. */
  readonly columns?: readonly string[];
  /** Columns a row may have besides as many as there are names. */
  readonly otherWidths?: readonly number[];
}

/** A label is written as a decimal number within these bounds. */
export class LabelRange {
  constructor(
    readonly low: number,
    readonly high: number,
  ) {}
}

/** What annotators left without a gold label. */
export const UNLABELLED = '-';

export interface Columns {
  readonly format: TsvFormat;
  /** Field and index of its column. */
  readonly fields: readonly (readonly [field: string, index: number])[];
  /** Index of the label; -1: the last column. */
  readonly label: number;
  readonly widths: readonly number[];
}

/** Reads one split, or null where its file is absent. Throws UserError for a wrong header or too many bad rows. */
export async function readTsv(
  folder: string,
  file: string | undefined,
  format: TsvFormat,
): Promise<Split | null> {
  const text = file === undefined ? null : await readText(join(folder, file));
  if (file === undefined || text === null) return null;
  const rows = rowsOf(text);
  const header = format.columns ?? rows.next().value ?? [''];
  const columns = columnsOf(header, format, join(folder, file));
  const collector = new RowCollector(folder);
  let line = format.columns === undefined ? 1 : 0;
  for (const cells of rows) readRow({ cells, line: ++line, file }, columns, collector);
  return collector.finish();
}

/** One by one: most of a file that is something else is never split. */
function* rowsOf(text: string): Generator<readonly string[], undefined> {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end === -1 ? undefined : end);
    yield line.replace(/\r$/, '').split('\t');
    start = end === -1 ? text.length : end + 1;
  }
}

/** Null where there is no such file. */
export async function readText(path: string): Promise<string | null> {
  return (await lookAt(path)) === null ? null : textOf(await readWhole(path), path);
}

function columnsOf(names: readonly string[], format: TsvFormat, path: string): Columns {
  const wanted = columnsWanted(format);
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new UserError(
      `${path}:1: the header has no column ${missing.map((name) => `"${name}"`).join(', ')}. ` +
        'The first line must name the columns, with tabs between them, as in the original file.',
      EXIT.usage,
    );
  return columnsAmong(names, format);
}

/** Names of the columns that are read. */
export const columnsWanted = ({ fields, label }: TsvFormat): readonly string[] => [
  ...Object.values(fields),
  ...(label === 'last' ? [] : [label.column]),
];

/** Where they are among these. */
export function columnsAmong(names: readonly string[], format: TsvFormat): Columns {
  return {
    format,
    fields: Object.entries(format.fields).map(([field, name]) => [field, names.indexOf(name)] as const),
    label: format.label === 'last' ? -1 : names.indexOf(format.label.column),
    widths: [names.length, ...(format.otherWidths ?? [])],
  };
}

/** `line`: of a table that has no lines, the row. */
export interface Row {
  readonly cells: readonly string[];
  readonly line: number;
  readonly file: string;
}

/** Accepts the row, rejects it or leaves it out. */
export function readRow({ cells, line, file }: Row, columns: Columns, collector: RowCollector): void {
  const { format, widths } = columns;
  if (!widths.includes(cells.length)) {
    const wanted = [...new Set(widths)].join(' or ');
    collector.reject(file, line, `${cells.length} columns where ${wanted} are expected`);
    return;
  }
  const written = (cells.at(columns.label) ?? '').trim();
  if (written === UNLABELLED) {
    collector.skipUnlabelled();
    return;
  }
  const label = labelOf(written, format.labels);
  const reason = typeof label === 'string' ? label : problemOfFields(cells, columns);
  if (typeof label === 'string' || reason !== null) {
    collector.reject(file, line, reason ?? '');
    return;
  }
  const fields = Object.fromEntries(columns.fields.map(([field, index]) => [field, cells[index] ?? '']));
  collector.accept({ id: `${file}:${line}`, fields, label, place: { file, line } });
}

/** The label, or what is wrong with it. */
function labelOf(written: string, labels: TsvFormat['labels']): number | string {
  const shown = `label "${written.slice(0, 40)}"`;
  if (labels instanceof LabelRange) {
    const { low, high } = labels;
    const value = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(written) ? Number(written) : NaN;
    return value >= low && value <= high ? value : `${shown} is no number from ${low} to ${high}`;
  }
  const known = Object.hasOwn(labels, written) ? labels[written] : undefined;
  return known ?? `${shown} is none of ${Object.keys(labels).join(', ')}`;
}

function problemOfFields(cells: readonly string[], { fields }: Columns): string | null {
  for (const [field, index] of fields) {
    const problem = problemOfText(field, cells[index] ?? '');
    if (problem !== null) return problem;
  }
  return null;
}

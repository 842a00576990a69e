/** The files of a report on disk, compared with what they should be, byte for byte; what differs is named as a reader would. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { FORMATS } from '../../report/formats/index.js';
import type { Report } from '../../report/report.js';
import { cellAnchor } from '../../report/tables/anchors.js';
import { columnName, rowLabel } from '../../report/words/columns.js';
import { renderFiles } from '../../report/write.js';
import type { ReportFile } from '../../report/write.js';

export interface FileVerdict {
  /** Names of files that are there. */
  readonly present: readonly string[];
  readonly absent: readonly string[];
  /** A sentence each. */
  readonly differences: readonly string[];
}

/** Renders what is there, and nothing else. */
export async function verifyFiles(report: Report, folder: string): Promise<FileVerdict> {
  const formats = Object.keys(FORMATS);
  const there = await Promise.all(formats.map((name) => isThere(join(folder, name))));
  const absent = formats.filter((_, index) => !there[index]);
  if (absent.length === formats.length) return { present: [], absent, differences: [] };
  const verdict = { present: [] as string[], absent, differences: [] as string[] };
  for (const file of await renderFiles(report, (name) => !absent.includes(name))) {
    const bytes = await readFile(join(folder, file.name)).catch(() => null);
    if (bytes === null) verdict.absent.push(file.name);
    else verdict.present.push(file.name);
    const wanted = Buffer.from(file.content);
    if (bytes !== null && !wanted.equals(bytes))
      verdict.differences.push(...differencesIn(report, file, { wanted, bytes }));
  }
  return verdict;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Lines of a file that are named at most. */
const SHOWN = 10;

function differencesIn(
  report: Report,
  { name }: ReportFile,
  { wanted, bytes }: { wanted: Buffer; bytes: Buffer },
): readonly string[] {
  if (name.endsWith('.pdf'))
    return [`${name}: its bytes are not what the predictions give (from byte ${firstOther(wanted, bytes)}).`];
  const [expected, found] = [wanted.toString('utf8'), bytes.toString('utf8')];
  const named = namedDifferences(report, name, { expected, found });
  const all = named.length > 0 ? named : ['its bytes are not what the predictions give.'];
  const more = all.length > SHOWN ? [`${all.length - SHOWN} more differences.`] : [];
  return [...all.slice(0, SHOWN), ...more].map((difference) => `${name}: ${difference}`);
}

const firstOther = (a: Buffer, b: Buffer): number => {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at < 0 ? a.length : at;
};

/** Field by field, named by row and column. Nothing where the file is no such table any more. */
function csvDifferences(expected: string, found: string): readonly string[] {
  const rowsOf = (text: string): string[][] => parse(text, { relax_column_count: true });
  try {
    const [head = [], ...rows] = rowsOf(expected);
    const [, ...others] = rowsOf(found);
    return rows.flatMap((row, index) =>
      row.flatMap((field, column) => {
        const other = others[index]?.[column];
        const name = row
          .slice(0, 6)
          .filter((one) => one !== '')
          .join(', ');
        return other === field
          ? []
          : [
              `${name}, ${head[column] ?? ''}: the file has ${other ?? 'nothing'}, the predictions give ${field}.`,
            ];
      }),
    );
  } catch {
    return [];
  }
}

/** "Scores, heads=8, RACE accuracy" by the anchor of the cell. */
function cellNames({ table: { rows, columns } }: Report): ReadonlyMap<string, string> {
  return new Map(
    rows.flatMap((row, at) =>
      columns.map((column, index) => [
        cellAnchor(at, index),
        `Scores, ${rowLabel(row)}, ${columnName(column)}`,
      ]),
    ),
  );
}

function namedDifferences(
  report: Report,
  name: string,
  { expected, found }: { expected: string; found: string },
): readonly string[] {
  if (name.endsWith('.csv')) return csvDifferences(expected, found);
  if (!name.endsWith('.html')) return lineDifferences(expected, found);
  const named = cellDifferences(report, cellsIn(expected), cellsIn(found));
  return named.length > 0 ? named : lineDifferences(expected, found);
}

/** What a browser shows of the main table's cells, by their anchors. */
const cellsIn = (page: string): ReadonlyMap<string, string> =>
  new Map(
    [...page.matchAll(/ id="(cell-[0-9-]+)"[^>]*>(.*?)<\/td>/gs)].map(([, id = '', content = '']) => [
      id,
      content.replace(/<[^>]*>/g, '').trim(),
    ]),
  );

type CellTexts = ReadonlyMap<string, string>;

const cellDifferences = (report: Report, wanted: CellTexts, found: CellTexts): readonly string[] =>
  [...cellNames(report)].flatMap(([id, name]) =>
    wanted.get(id) === found.get(id)
      ? []
      : [
          `${name}: the file has “${found.get(id) ?? 'nothing'}”, the predictions give “${wanted.get(id) ?? 'nothing'}”.`,
        ],
  );

function lineDifferences(expected: string, found: string): readonly string[] {
  const [lines, others] = [expected.split('\n'), found.split('\n')];
  if (lines.length !== others.length) {
    const at = lines.findIndex((line, index) => line !== others[index]);
    return [
      `it has ${others.length} lines where there should be ${lines.length}; the first that differs is ${at + 1}.`,
    ];
  }
  return lines.flatMap((line, index) => {
    if (line === others[index]) return [];
    const [printed, derived] = excerpts(others[index]!, line);
    return [`line ${index + 1}: the file has “${printed}”, the predictions give “${derived}”.`];
  });
}

const AROUND = 30;

/** Both about the first sign that differs. */
function excerpts(a: string, b: string): readonly [string, string] {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const cut = (text: string): string => text.slice(Math.max(0, at - AROUND), at + AROUND).trim();
  return [cut(a), cut(b)];
}

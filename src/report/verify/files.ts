/** The files of a report on disk against what they should be, byte for byte; what differs is named as a reader would. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Report } from '../model.js';
import { cellAnchor } from '../tables/anchors.js';
import type { ReportFile } from '../write.js';

export interface FileVerdict {
  /** Names of files that are there. */
  readonly present: readonly string[];
  readonly absent: readonly string[];
  /** A sentence each. */
  readonly differences: readonly string[];
}

export async function verifyFiles(
  report: Report,
  expected: readonly ReportFile[],
  folder: string,
): Promise<FileVerdict> {
  const found = await Promise.all(
    expected.map(async (file) => ({
      file,
      bytes: await readFile(join(folder, file.name)).catch(() => null),
    })),
  );
  const present = found.flatMap(({ file, bytes }) => (bytes === null ? [] : [{ file, bytes }]));
  return {
    present: present.map(({ file }) => file.name),
    absent: found.flatMap(({ file, bytes }) => (bytes === null ? [file.name] : [])),
    differences: present.flatMap(({ file, bytes }) => {
      const wanted = Buffer.from(file.content);
      return wanted.equals(bytes) ? [] : differencesIn(report, file, { wanted, bytes });
    }),
  };
}

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
  const named = name.endsWith('.csv')
    ? csvDifferences(expected, found)
    : lineDifferences(expected, found, name.endsWith('.html') ? cellNames(report) : new Map());
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
    const [head, ...rows] = rowsOf(expected);
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
          : [`${name}, ${head[column]}: the file has ${other ?? 'nothing'}, the predictions give ${field}.`];
      }),
    );
  } catch {
    return [];
  }
}

/** "Scores, heads=8, RACE accuracy" by the anchor of the cell. */
function cellNames({ table: { rows, columns } }: Report): ReadonlyMap<string, string> {
  return new Map(
    rows.flatMap(({ label }, row) =>
      columns.map((column, index) => [
        cellAnchor(row, index),
        `Scores, ${label}, ${column.label} ${column.metric}`,
      ]),
    ),
  );
}

function lineDifferences(
  expected: string,
  found: string,
  cells: ReadonlyMap<string, string>,
): readonly string[] {
  const [lines, others] = [expected.split('\n'), found.split('\n')];
  if (lines.length !== others.length) {
    const at = lines.findIndex((line, index) => line !== others[index]);
    return [
      `it has ${others.length} lines where there should be ${lines.length}; the first that differs is ${at + 1}.`,
    ];
  }
  return lines.flatMap((line, index) => {
    if (line === others[index]) return [];
    const cell = cells.get(/ id="(cell-[^"]+)"/.exec(line)?.[1] ?? '');
    const [printed, derived] = [others[index], line].map((one) => (cell === undefined ? one : plain(one)));
    const [a, b] = cell === undefined ? excerpts(printed, derived) : [printed, derived];
    return [`${cell ?? `line ${index + 1}`}: the file has “${a}”, the predictions give “${b}”.`];
  });
}

/** What a browser shows of a line. */
const plain = (line: string): string => line.replace(/<[^>]*>/g, '').trim();

const AROUND = 30;

/** Both about the first sign that differs. */
function excerpts(a: string, b: string): readonly [string, string] {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const cut = (text: string): string => text.slice(Math.max(0, at - AROUND), at + AROUND).trim();
  return [cut(a), cut(b)];
}

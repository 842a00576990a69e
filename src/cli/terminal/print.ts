/** The one place that writes to the terminal. Colour is little, and none in a pipe or under NO_COLOR. */
import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import { printable } from '../../printable.js';

type Style = Parameters<typeof styleText>[0];

export function print(text = ''): void {
  process.stdout.write(`${shown(text)}\n`);
}

export function printError(text: string): void {
  process.stderr.write(`${shown(text)}\n`);
}

/** A file for another program: as it is, but on a terminal. */
export function printFile(content: string | Uint8Array): void {
  const isRead = process.stdout.isTTY;
  process.stdout.write(isRead ? printable(Buffer.from(content).toString()) : content);
}

/** Stands for the escapes of our own colours until they are printed; no text that is given to us can hold it. */
const OURS = `\u001b${randomUUID()}`;

/** Our colours, and every other sign that would steer the terminal as its code. */
export const shown = (text: string): string => text.split(OURS).map(printable).join('\u001b');

/** One JSON document, indented. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

export const bold = (text: string): string => styled('bold', text);
export const dim = (text: string): string => styled('dim', text);
export const red = (text: string): string => styled('red', text);
export const green = (text: string): string => styled('green', text);
export const yellow = (text: string): string => styled('yellow', text);

/** "1 seed", "3 seeds". */
export const counted = (count: number, what: string): string =>
  `${count} ${count === 1 ? what : plural(what)}`;

const plural = (what: string): string => (what.endsWith('sis') ? `${what.slice(0, -2)}es` : `${what}s`);

/**
 * A reader that goes away (`reprise plan … | head`) ends the program quietly. A terminal that was closed (EIO) does not:
 * it sends SIGHUP, and what is at work keeps its steps first.
 */
export function endQuietlyOnBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      if (error.code !== 'EIO') throw error;
    });
}

/** Columns as wide as their widest cell; `right`: columns set flush right. The first row is the heading. */
export function renderTable(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  return renderColumns(rows, right)
    .map((row, index) => (index === 0 ? bold(row) : row))
    .join('\n');
}

/** Names and values, one pair a line. */
export const renderPairs = (pairs: readonly (readonly [string, string])[]): string =>
  renderColumns(pairs, []).join('\n');

function renderColumns(rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number): string =>
    right.includes(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join('  ').trimEnd());
}

function styled(style: Style, text: string): string {
  const wanted = process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
  if (!wanted) return text;
  const [before = '', after = ''] = styleText(style, '|').replaceAll('\u001b', OURS).split('|');
  return before + text + after;
}

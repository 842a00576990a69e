/** The main table for a terminal: plain text of at most 100 columns where the tasks leave room for that. */
import type { Store } from '../store/store.js';
import { buildReport } from './model.js';
import type { StateCounts } from './model.js';
import { scoreTable } from './tables/scores.js';
import type { TextCell, TextRow, TextTable } from './tables/table.js';

const WIDTH = 100;
const LABEL_WIDTH = 26;
const GAP = '  ';

/** Title, marks, table, what is missing, notes. No colour: it may be piped. */
export async function renderTerminalTable(store: Store, experiment: string): Promise<string> {
  const report = await buildReport(store, experiment);
  const { title, description, mark, run } = report;
  const head = [
    title,
    ...(description === '' ? [] : wrapped(description)),
    ...(mark === null ? [] : wrapped(mark)),
  ];
  const table = scoreTable(report);
  const notes = [...incomplete(run.trials), ...strongNote(table), ...table.notes].flatMap((note) =>
    wrapped(note, '  '),
  );
  return [...head, '', ...renderText(table), '', ...notes].join('\n');
}

function incomplete({ total, done, failed, missing }: StateCounts): string[] {
  if (done === total) return [];
  return [`Incomplete: of ${total} trials ${done} are done, ${failed} failed and ${missing} missing.`];
}

const strongNote = ({ groups }: TextTable): string[] =>
  groups.flat(2).some(({ strong }) => strong) ? ['*: best of its column.'] : [];

/** Rules above and below the headings, between groups, and at the end. */
function renderText({ columns, groups }: TextTable): string[] {
  const heading = headingLines(columns.map((column) => column.heading));
  const body = groups.map((rows) => rows.flatMap(linesOf));
  const widths = columns.map((_, column) =>
    Math.max(...[...heading, ...body.flat()].map((line) => widthOf(line[column]))),
  );
  const draw = (line: readonly string[]): string =>
    line
      .map((text, column) => padded(text, widths[column], columns[column].align))
      .join(GAP)
      .trimEnd();
  const rule = (sign: string): string =>
    widths.map((width) => sign.repeat(width)).join(sign.repeat(GAP.length));
  return [
    ...[rule('━'), ...heading.map(draw)],
    ...body.flatMap((lines) => [rule('─'), ...lines.map(draw)]),
    rule('━'),
  ];
}

function headingLines(headings: readonly (readonly string[])[]): string[][] {
  const height = Math.max(...headings.map((heading) => heading.length));
  return Array.from({ length: height }, (_, line) => headings.map((heading) => heading[line] ?? ''));
}

/** A row, on several lines where its label is long. A column is kept free for the star that some cells end with. */
function linesOf([label, ...cells]: TextRow): string[][] {
  const [first, ...more] = wrapped(label.text, '', LABEL_WIDTH);
  const rest = cells.map(() => '');
  return [[first, ...cells.map(starred)], ...more.map((text) => [`  ${text}`, ...rest])];
}

const starred = ({ text, strong }: TextCell): string => (strong ? `${text}*` : `${text} `);

/** Every sign of these tables is one column wide. */
const widthOf = (text: string): number => [...text].length;

function padded(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(width - widthOf(text));
  return align === 'right' ? space + text : text + space;
}

/** Lines of at most `width` signs; those after the first are indented. A longer word keeps its line to itself. */
function wrapped(text: string, indent = '', width = WIDTH): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : indent + word);
  }
  return lines.length === 0 ? [''] : lines;
}

/** The main table for a terminal: plain text; the label column gives way so that five tasks fit 120 columns. */
import type { Store } from '../../store/store.js';
import { buildReport } from '../../report/report.js';
import type { Report } from '../../report/report.js';
import { scoreTable } from '../../report/tables/scores.js';
import type { TextCell, TextTable } from '../../report/tables/table.js';
import { degenerateText, DEGENERATE_TITLE, whatHelps } from '../../report/words/degenerate.js';
import { decisiveText, timeText, VERDICTS } from '../../report/words/hypotheses.js';
import { incompleteText } from '../../report/words/runs.js';
import { widthOf, wrapped } from './wrap.js';
import type { JudgedHypothesis } from '../../results/hypotheses.js';

const WIDTH = 100;
const TABLE_WIDTH = 120;
/** Of the label column, at least and at most. */
const LABEL_WIDTHS = [14, 30] as const;
const GAP = '  ';

/** Title, marks, table, what is missing, notes, hypotheses. No colour: it may be piped. */
export async function renderTerminalTable(store: Store, experiment: string): Promise<string> {
  const report = await buildReport(store, experiment);
  const { title, description, mark, run } = report;
  const head = [
    title,
    ...(description === '' ? [] : wrapped(description, WIDTH)),
    ...(mark === null ? [] : wrapped(mark, WIDTH)),
  ];
  const table = scoreTable(report);
  const unfinished = incompleteText(run.trials);
  const notes = [...(unfinished === null ? [] : [unfinished]), ...strongNote(table), ...table.notes].flatMap(
    (note) => wrapped(note, WIDTH, '  '),
  );
  return [
    ...head,
    '',
    ...renderText(table),
    '',
    ...notes,
    ...degenerateLines(report),
    ...hypothesisLines(report),
  ].join('\n');
}

/** Each variant and task that has some, and what usually helps. */
function degenerateLines({ degenerate, mode }: Report): string[] {
  if (degenerate.length === 0) return [];
  const lines = [...degenerate.map(degenerateText), whatHelps(mode)].flatMap((text) =>
    wrapped(text, WIDTH, '  '),
  );
  return ['', DEGENERATE_TITLE, ...lines];
}

/** Each hypothesis with its verdict, what decides it and when it was written. */
function hypothesisLines({ hypotheses }: Report): string[] {
  if (hypotheses.length === 0) return [];
  const lineOf = (judged: JudgedHypothesis): string[] => {
    const { verdict, declared, written } = judged;
    const decisive = decisiveText(judged).replace(/\.?$/, '.');
    return wrapped(
      `${VERDICTS[verdict]}: ${declared.hypothesis} ${decisive} Registered ${timeText(written)}.`,
      WIDTH,
      '  ',
    );
  };
  return ['', 'Pre-registered hypotheses', ...hypotheses.flatMap(lineOf)];
}

const strongNote = ({ groups }: TextTable): string[] =>
  groups.flat(2).some(({ strong }) => strong) ? ['*: best of its column.'] : [];

/** Rules above and below the headings, between groups, and at the end. */
function renderText(table: TextTable): string[] {
  const { columns } = table;
  const lines = layOut(table);
  const all = [...lines.heading, ...lines.groups.flat()];
  const widths = columns.map((_, column) => Math.max(...all.map((line) => widthOf(line[column] ?? ''))));
  const draw = (line: readonly string[]): string =>
    line
      .map((text, column) => padded(text, widths[column] ?? 0, columns[column]?.align ?? 'left'))
      .join(GAP)
      .trimEnd();
  const total = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  const groups = lines.groups.flatMap((group) => ['─'.repeat(total), ...group.map(draw)]);
  return ['━'.repeat(total), ...lines.heading.map(draw), ...groups, '━'.repeat(total)];
}

/** One text for each column. */
type Line = readonly string[];

function layOut({ columns, groups }: TextTable): { heading: Line[]; groups: Line[][] } {
  const hasStars = groups.flat(2).some(({ strong }) => strong);
  const heading = headingLines(columns.map((column) => column.heading));
  const texts = groups.map((rows) => rows.map((row) => row.map((cell) => starred(cell, hasStars))));
  const lines = [...heading, ...texts.flat()];
  const scores = columns
    .slice(1)
    .map((_, index) => Math.max(...lines.map((line) => widthOf(line[index + 1] ?? ''))));
  const taken = scores.reduce((sum, width) => sum + width + GAP.length, 0);
  const [least, most] = LABEL_WIDTHS;
  const labelWidth = Math.min(most, Math.max(least, TABLE_WIDTH - taken));
  return { heading, groups: texts.map((rows) => rows.flatMap((row) => folded(row, labelWidth))) };
}

function headingLines(headings: readonly Line[]): Line[] {
  const height = Math.max(...headings.map((heading) => heading.length));
  return Array.from({ length: height }, (_, line) => headings.map((heading) => heading[line] ?? ''));
}

/** A row, on several lines where its label is long. */
function folded([label = '', ...cells]: Line, width: number): Line[] {
  const [first = '', ...more] = wrapped(label, width, '  ');
  const rest = cells.map(() => '');
  return [[first, ...cells], ...more.map((text) => [text, ...rest])];
}

/** Where some cell ends with a star, the others end with the space for it, so that digits stand below digits. */
function starred({ text, strong }: TextCell, hasStars: boolean): string {
  if (!hasStars || !/^−?\d/.test(text)) return text;
  return strong ? `${text}*` : `${text} `;
}

function padded(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(width - widthOf(text));
  return align === 'right' ? space + text : text + space;
}

/** Report → Markdown: what was found, and the tables, with GitHub's table syntax. */
import type { Report } from '../report.js';
import { reportTables } from '../tables/index.js';
import { findingLines } from '../words/findings.js';
import type { TextCell, TextRow, TextTable } from '../tables/table.js';

export function renderMarkdown(report: Report): string {
  const { title, description } = report;
  const head = [`# ${escaped(title)}`, ...(description === '' ? [] : [escaped(description)])];
  const found = findingLines(report).map(({ label, value }) => `- **${escaped(label)}**: ${escaped(value)}`);
  const findings = found.length === 0 ? [] : ['## Findings', found.join('\n')];
  return `${[...head, ...findings, ...reportTables(report).map(renderMarkdownTable)].join('\n\n')}\n`;
}

/** A heading, the mark, the table, its notes. */
export function renderMarkdownTable({ title, columns, groups, notes, mark }: TextTable): string {
  const headings = columns.map(({ heading }) => heading.map(escaped).join('<br>'));
  const rules = columns.map(({ align }) => (align === 'right' ? '--:' : ':--'));
  // Markdown has no rules between rows: an empty row parts the groups.
  const blank = columns.map(() => '');
  const rows = groups.flatMap((group, index) => [...(index === 0 ? [] : [blank]), ...group.map(cellsOf)]);
  const lines = [headings, rules, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const parts = [
    `## ${escaped(title)}`,
    ...markLine(mark),
    lines.join('\n'),
    notes.map((note) => `- ${escaped(note)}`).join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const markLine = (mark: string | null): string[] => (mark === null ? [] : [`> **${escaped(mark)}**`]);

const cellsOf = (row: TextRow): string[] => row.map(markedUp);

function markedUp({ text, strong }: TextCell): string {
  return strong ? `**${escaped(text)}**` : escaped(text);
}

/** What Markdown or HTML would read as markup, and line breaks, which end a table's row. */
const escaped = (text: string): string =>
  text
    .replace(/[\\`*_{}[\]|<>#]/g, (sign) => (sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : `\\${sign}`))
    .replace(/\s*\n\s*/g, ' ');

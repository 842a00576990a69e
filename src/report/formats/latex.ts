/** Report → LaTeX: tables for \input, with booktabs. */
import type { Report } from '../report.js';
import { reportTables } from '../tables/index.js';
import type { TextCell, TextColumn, TextRow, TextTable } from '../tables/table.js';

const PREAMBLE = [
  '% Tables for \\input{table}. The document needs, before \\begin{document}:',
  '%   \\usepackage{booktabs,graphicx}',
  '% and, with pdfLaTeX, for letters beyond ASCII in names: \\usepackage[T1]{fontenc}',
];

export function renderLatex(report: Report): string {
  const title = `% ${oneLine(report.title)}`;
  return `${[title, ...PREAMBLE].join('\n')}\n\n${reportTables(report).map(renderLatexTable).join('\n\n')}\n`;
}

/** A table environment with caption; mark and notes stand below the rules. */
export function renderLatexTable({ title, columns, groups, notes, mark }: TextTable): string {
  const below = [...(mark === null ? [] : [`\\textbf{${escaped(mark)}}`]), ...notes.map(escaped)];
  return [
    '\\begin{table}[htbp]',
    '  \\centering',
    `  \\caption{${escaped(title)}}`,
    '  \\small',
    // No wider than the text; a narrower table keeps its size.
    '  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%',
    `  \\begin{tabular}{${columns.map(({ align }) => (align === 'right' ? 'r' : 'l')).join('')}}`,
    '    \\toprule',
    ...headingLines(columns),
    ...groups.flatMap((group) => ['    \\midrule', ...group.map(rowLine)]),
    '    \\bottomrule',
    '  \\end{tabular}}',
    ...(below.length === 0
      ? []
      : ['', '  \\medskip', `  \\parbox{\\linewidth}{\\footnotesize ${below.join('\\\\\n  ')}}`]),
    '\\end{table}',
  ].join('\n');
}

/** One line for each line of the headings. */
function headingLines(columns: readonly TextColumn[]): string[] {
  const height = Math.max(...columns.map(({ heading }) => heading.length));
  return Array.from({ length: height }, (_, line) => {
    const cells = columns.map(({ heading }) => escaped(heading[line] ?? ''));
    return `    ${cells.join(' & ')} \\\\`;
  });
}

const rowLine = (row: TextRow): string => `    ${row.map(markedUp).join(' & ')} \\\\`;

function markedUp({ text, strong }: TextCell): string {
  const set = strong ? `\\textbf{${escaped(text)}}` : escaped(text);
  return text.length <= LONG ? set : `\\parbox[t]{4cm}{\\raggedright ${set}\\strut}`;
}

/** Characters beyond which a cell takes several lines. */
const LONG = 30;

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

const COMMANDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '±': '$\\pm$',
  '−': '$-$',
  '–': '--',
  '…': '\\ldots{}',
  '≥': '$\\geq$',
  '·': '$\\cdot$',
  '×': '$\\times$',
  '↑': '$\\uparrow$',
  '↓': '$\\downarrow$',
  '²': '$^2$',
  ᵉ: '$^{e}$',
  '⁺': '$^{+}$',
  '⁻': '$^{-}$',
  '†': '$^{\\dagger}$',
  β: '$\\beta$',
  '“': '``',
  '”': "''",
  '’': "'",
  '<': '$<$',
  '>': '$>$',
  '|': '$|$',
  '"': "''",
  // After the end of a row these would be read as its options.
  '[': '{[}',
  '*': '{*}',
};

/** What LaTeX would read as a command, and signs that its fonts lack. */
const escaped = (text: string): string =>
  oneLine(text).replace(/[[*\\~^±−–…≥·×↑↓²ᵉ⁺⁻†β“”’<>|"&%$#_{}]/g, (sign) => COMMANDS[sign] ?? `\\${sign}`);

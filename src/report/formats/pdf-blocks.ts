/** Each kind of block as pdfmake's content. */
import type { Content } from 'pdfmake/interfaces.js';
import type { Chart } from '../charts/index.js';
import { MUTED, WARNING } from '../charts/palette.js';
import type { Block } from '../contents.js';
import type { InputToken, TaskInput } from '../words/inputs.js';
import type { Line } from '../words/line.js';
import type { TextTable } from '../tables/table.js';
import { shownTokens } from '../words/tokens.js';
import type { ShownToken } from '../words/tokens.js';
import { renderPdfOrigins } from './pdf-origins.js';
import { fitOf, forcedFit, renderPdfTable } from './pdf-table.js';
import { fitted, paragraph, SIZE } from './pdf-text.js';

/** Between the margins, in points: A4 upright, A4 on its side. */
export const PAGE = { upright: { width: 515, height: 730 }, lying: { width: 762, height: 480 } } as const;
const { width: WIDTH, height: HEIGHT } = PAGE.upright;

export function renderPdfBlock(block: Block): Content {
  switch (block.kind) {
    case 'text':
      return paragraph(block.text, { width: WIDTH });
    case 'warning':
      return paragraph(block.text, { width: WIDTH, bold: true, color: WARNING });
    case 'lines':
      return definitions(block.lines);
    case 'command':
      return { text: block.command, font: 'Mono', fontSize: SIZE, margin: [12, 0, 0, 6] };
    case 'table':
    case 'appendix':
      return tableUnder(null, block.table);
    case 'chart':
      return { stack: figureParts(block.chart), unbreakable: true };
    case 'input':
      return taskInput(block.input);
    case 'origins':
      return renderPdfOrigins(block.report, WIDTH);
  }
}

/** A block on the same page as its heading. pdfmake loses what is unbreakable within what is, so that one stack is. */
export function renderUnder(heading: Content, block: Block): Content {
  if (block.kind === 'chart') return { stack: [heading, ...figureParts(block.chart)], unbreakable: true };
  if (block.kind === 'table' || block.kind === 'appendix') return tableUnder(heading, block.table);
  return { stack: [{ stack: [heading], headlineLevel: 1 }, renderPdfBlock(block)] };
}

/** Rows of a table that is not parted by the end of a page. */
const SHORT = 24;

/** On a page on its side where the table is too wide for one that is upright. */
function tableUnder(heading: Content | null, table: TextTable): Content {
  const above = heading === null ? [] : [heading];
  const fit = fitOf(table, WIDTH);
  const isShort = table.groups.flat().length <= SHORT;
  if (fit !== null)
    return { stack: [...above, renderPdfTable(table, fit, WIDTH)], unbreakable: isShort, headlineLevel: 1 };
  const { width } = PAGE.lying;
  return {
    stack: [
      { text: '', pageBreak: 'before', pageOrientation: 'landscape' },
      ...above,
      renderPdfTable(table, fitOf(table, width) ?? forcedFit(table, width), width),
      { text: '', pageBreak: 'after', pageOrientation: 'portrait' },
    ],
  };
}

const LABEL = 120;

function definitions(lines: readonly Line[]): Content {
  const body = lines.map(({ label, value }) => [
    { text: fitted(label, { width: LABEL }), color: MUTED },
    { text: fitted(value, { width: WIDTH - LABEL - 10 }) },
  ]);
  if (body.length === 0) return { text: '' };
  return {
    table: { widths: [LABEL, WIDTH - LABEL - 10], body, dontBreakRows: true },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: () => 0,
      paddingLeft: () => 0,
      paddingRight: () => 5,
      paddingTop: () => 1,
      paddingBottom: () => 1,
    },
    fontSize: SIZE,
    margin: [0, 0, 0, 8],
  };
}

/** Drawing and caption, or why there is no drawing. */
function figureParts(chart: Chart): Content[] {
  if (chart.svg === null) return [paragraph(`No chart: ${chart.reason}`, { width: WIDTH })];
  return [
    { svg: chart.svg, fit: [WIDTH, HEIGHT - 90], margin: [0, 4, 0, 2] },
    paragraph(chart.caption, { width: WIDTH, size: 7.5, color: MUTED }),
  ];
}

function taskInput({ title, format, how, split, id, label, fields, sequences }: TaskInput): Content {
  const form = format === 'prompt' ? 'as a prompt' : 'with delimiters';
  return {
    stack: [
      { text: `${title}, ${form}`, bold: true, fontSize: 10, margin: [0, 6, 0, 3], headlineLevel: 2 },
      definitions([
        { label: 'Transformation', value: how },
        ...fields,
        { label: 'Label', value: label },
        { label: 'Example', value: `${id} of ${split}` },
      ]),
      ...sequences.map(sequence),
    ],
  };
}

const FILL: Readonly<Record<ShownToken['kind'], string | null>> = {
  special: '#ffdfb8',
  end: '#e9eef3',
  inside: '#e9eef3',
  'left-out': null,
};

/** Chips as texts on a ground; a gap ends a word. */
const sequence = (tokens: readonly InputToken[]): Content => ({
  text: shownTokens(tokens).flatMap(({ text, kind }) => {
    const fill = FILL[kind];
    const chip = {
      text: fitted(text, { width: WIDTH, size: 8 }),
      ...(fill === null ? {} : { background: fill }),
    };
    return [{ ...chip, bold: kind === 'special' }, { text: kind === 'inside' ? '\u200a' : '  ' }];
  }),
  fontSize: 8,
  lineHeight: 1.35,
  margin: [0, 0, 0, 8],
});

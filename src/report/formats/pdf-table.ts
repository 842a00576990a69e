/**
 * A text table as PDF: as wide as it needs, else its texts are broken, else its type is smaller, else it lies on its
 * side. It never overflows.
 */
import type { Content, TableCell } from 'pdfmake/interfaces.js';
import { widthOf } from '../charts/text.js';
import { COLOURS, GRID, INK, MUTED, WARNING } from '../charts/palette.js';
import type { TextCell, TextColumn, TextTable } from '../tables/table.js';
import { fitted, paragraph } from './pdf-text.js';

/** Left and right of a cell together, in points. */
const PADDING = 8;
/** Sizes of type to try, in points, the last of which must do. */
const SIZES = [8, 7.5, 7, 6.5, 6];
/** Where a text column may be broken down to, in ems. */
const NARROWEST = 11;

export interface Fit {
  readonly size: number;
  readonly widths: readonly number[];
}

/** Null: too wide for this width at any size. */
export function fitOf(table: TextTable, width: number): Fit | null {
  for (const size of SIZES) {
    const natural = table.columns.map((_, index) => naturalWidth(table, index, size));
    const excess = total(natural) + PADDING * natural.length - width;
    if (excess <= 0) return { size, widths: natural };
    const least = natural.map((own, index) =>
      table.columns[index]!.align === 'left' ? Math.min(own, NARROWEST * size) : own,
    );
    const room = total(natural) - total(least);
    if (room >= excess) {
      const share = excess / room;
      return { size, widths: natural.map((own, index) => own - share * (own - least[index]!)) };
    }
  }
  return null;
}

/** Every column gives way alike: for a table that is too wide for any page. */
export function forcedFit(table: TextTable, width: number): Fit {
  const size = SIZES.at(-1)!;
  const natural = table.columns.map((_, index) => naturalWidth(table, index, size));
  const scale = (width - PADDING * natural.length) / total(natural);
  return { size, widths: natural.map((own) => Math.max(1, own * scale)) };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function naturalWidth({ columns, groups }: TextTable, index: number, size: number): number {
  const headings = columns[index]!.heading.map((line) => widthOf(line, { size, bold: true }));
  const cells = groups
    .flat()
    .map((row) => row[index]!)
    .flatMap((cell) =>
      cell.text.split('\n').map((line) => widthOf(line, { size, bold: cell.strong }) + noteWidth(cell, size)),
    );
  return Math.max(...headings, ...cells) + 0.5;
}

export function renderPdfTable(table: TextTable, { size, widths }: Fit, width: number): Content {
  const { title, columns, groups, groupNames, notes, mark } = table;
  const bodies = groups.flatMap((rows, index) => [
    ...groupRow(groupNames?.[index], columns.length),
    ...rows.map((row) =>
      row.map((cell, column) => cellOf(cell, { column: columns[column]!, size, width: widths[column]! })),
    ),
  ]);
  const body = [
    columns.map((column, index) => headingOf(column, { size, width: widths[index]! })),
    ...bodies,
  ];
  return {
    stack: [
      paragraph(title, { width, size: 9, bold: true }),
      {
        table: { headerRows: 1, dontBreakRows: true, widths: [...widths], body },
        layout: layoutOf(ruledRows(groups, groupNames !== undefined), body.length),
        margin: [0, 0, 0, 4],
      },
      ...(mark === null ? [] : [paragraph(mark, { width, size: 7, bold: true, color: WARNING })]),
      ...notes.map((note) => paragraph(note, { width, size: 7, color: MUTED })),
    ],
    margin: [0, 0, 0, 8],
  };
}

interface CellOptions {
  readonly column: TextColumn;
  readonly size: number;
  readonly width: number;
}

const headingOf = (
  { heading, align }: TextColumn,
  { size, width }: Omit<CellOptions, 'column'>,
): TableCell => ({
  text: heading.map((line) => fitted(line, { width, size, bold: true })).join('\n'),
  bold: true,
  alignment: align,
  fontSize: size,
});

const noteText = (note: number): string => ` ${note}`;

/** pdfmake sets it at 58 % of the size given. */
const noteSize = (size: number): number => 1.2 * size;

const noteWidth = ({ link }: TextCell, size: number): number =>
  link === undefined || link.note === null
    ? 0
    : widthOf(noteText(link.note), { size: 0.58 * noteSize(size) });

const cellOf = (cell: TextCell, options: CellOptions): TableCell => {
  const { link } = cell;
  const plain = plainCell(cell, { ...options, width: options.width - noteWidth(cell, options.size) });
  if (link === undefined) return plain;
  const target = link.to === null ? {} : { linkToDestination: link.to };
  const text = { text: plain.text, ...target };
  const note =
    link.note === null
      ? []
      : [
          {
            text: noteText(link.note),
            sup: true,
            fontSize: noteSize(options.size),
            bold: false,
            color: LINK,
            ...target,
          },
        ];
  return { ...plain, text: [text, ...note], ...(link.id === null ? {} : { id: link.id }) };
};

const LINK = COLOURS.blue.light;

const plainCell = ({ text, strong, absent }: TextCell, { column, size, width }: CellOptions) => ({
  text: fitted(text, { width, size, bold: strong }),
  bold: strong,
  alignment: column.align,
  fontSize: size,
  ...(absent === null ? {} : { color: MUTED }),
});

const groupRow = (name: string | undefined, span: number): TableCell[][] =>
  name === undefined
    ? []
    : [
        [
          { text: name, colSpan: span, fontSize: 6.5, color: MUTED },
          ...Array.from({ length: span - 1 }, () => ({ text: '' })),
        ],
      ];

/** Rows of the body, the heading being 0, above which a rule parts groups. */
function ruledRows(groups: TextTable['groups'], hasNames: boolean): ReadonlySet<number> {
  const ruled = new Set<number>();
  let row = 1;
  for (const group of groups) {
    ruled.add(row);
    row += group.length + (hasNames ? 1 : 0);
  }
  return ruled;
}

function layoutOf(ruled: ReadonlySet<number>, rows: number) {
  return {
    hLineWidth: (line: number): number => (line === 0 || line === rows ? 1 : ruled.has(line) ? 0.6 : 0.3),
    hLineColor: (line: number): string => (line === 0 || line === rows || ruled.has(line) ? INK : GRID),
    vLineWidth: (): number => 0,
    paddingLeft: (): number => PADDING / 2,
    paddingRight: (): number => PADDING / 2,
    paddingTop: (): number => 2.5,
    paddingBottom: (): number => 2,
  };
}

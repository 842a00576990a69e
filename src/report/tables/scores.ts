/** The main table: variants by tasks, then baselines, then the published row. */
import { isUneven } from '../words/notes.js';
import type { Column, MainTable, Report, RowRole, TableRow } from '../model.js';
import { cellAnchor, originAnchor } from './anchors.js';
import { scoreCell, textCell } from './cells.js';
import type { TextCell, TextColumn, TextRow, TextTable } from './table.js';

const GROUPS: readonly RowRole[] = ['variant', 'baseline', 'published'];
const GROUP_NAMES: Readonly<Record<RowRole, string>> = {
  variant: 'Variants of this experiment',
  baseline: 'Baselines without a language model',
  published: 'Published, not comparable',
};

export function scoreTable({ table, mark }: Pick<Report, 'table' | 'mark'>): TextTable {
  const groups = GROUPS.map((role) => ({ role, rows: rowsOf(table, role) })).filter(
    ({ rows }) => rows.length > 0,
  );
  return {
    title: 'Scores',
    columns: [{ heading: ['Variant'], align: 'left' }, ...table.columns.map(columnOf)],
    groups: groups.map(({ rows }) => rows),
    groupNames: groups.map(({ role }) => GROUP_NAMES[role]),
    notes: table.notes,
    mark,
  };
}

const columnOf = ({ label, metric, direction }: Column): TextColumn => ({
  heading: [label, `${metric} ${direction}`],
  align: 'right',
});

function rowsOf({ rows }: MainTable, role: RowRole): readonly TextRow[] {
  const uneven = role === 'variant' && isUneven(rows);
  return rows.flatMap((row, index) => (row.role === role ? [rowOf(row, { index, uneven })] : []));
}

const rowOf = (
  { label, cells }: TableRow,
  { index, uneven }: { index: number; uneven: boolean },
): TextRow => [
  textCell(label),
  ...cells.map((cell, column) => linked(scoreCell(cell, uneven), cell.origin, cellAnchor(index, column))),
];

const linked = (cell: TextCell, origin: number | null, id: string): TextCell =>
  origin === null ? cell : { ...cell, link: { to: originAnchor(origin), note: origin, id } };

/** The main table: variants by tasks, then baselines, then the published row. */
import { isUneven } from '../facts-notes.js';
import type { Column, MainTable, Report, RowRole, TableRow } from '../model.js';
import { scoreCell, textCell } from './cells.js';
import type { TextColumn, TextRow, TextTable } from './table.js';

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
  const rowOf = ({ label, cells }: TableRow): TextRow => [
    textCell(label),
    ...cells.map((cell) => scoreCell(cell, uneven)),
  ];
  return rows.filter((row) => row.role === role).map(rowOf);
}

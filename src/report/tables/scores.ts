/** The main table: variants by tasks, then baselines, then the published row. */
import { isUneven } from '../facts-notes.js';
import type { Column, MainTable, Report, RowRole, TableRow } from '../model.js';
import { scoreCell, textCell } from './cells.js';
import type { TextColumn, TextRow, TextTable } from './table.js';

const GROUPS: readonly RowRole[] = ['variant', 'baseline', 'published'];

export function scoreTable({ table, mark }: Pick<Report, 'table' | 'mark'>): TextTable {
  return {
    title: 'Scores',
    columns: [{ heading: ['Variant'], align: 'left' }, ...table.columns.map(columnOf)],
    groups: GROUPS.map((role) => rowsOf(table, role)).filter((rows) => rows.length > 0),
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

/** The main table: variants by tasks, then non-neural baselines, then the published row. */
import type { Column } from '../../results/columns.js';
import { degenerateSeeds } from '../../results/degenerate.js';
import type { RowRole } from '../../results/evaluations.js';
import type { Origin } from '../../results/origins.js';
import type { TableRow } from '../../results/scores.js';
import type { Report } from '../report.js';
import { metricHeading, rowLabel } from '../words/columns.js';
import { isUneven, scoreNotes } from '../words/notes.js';
import { cellAnchor, originAnchor } from './anchors.js';
import { scoreCell, textCell } from './cells.js';
import type { CellLink, TextColumn, TextRow, TextTable } from './table.js';

const GROUPS: readonly RowRole[] = ['variant', 'baseline', 'published'];
const GROUP_NAMES: Readonly<Record<RowRole, string>> = {
  variant: 'Variants of this experiment',
  baseline: 'Non-neural baselines',
  published: 'Published, not comparable',
};

type Given = Pick<
  Report,
  | 'mode'
  | 'special'
  | 'table'
  | 'marks'
  | 'shared'
  | 'divergences'
  | 'degenerate'
  | 'provenance'
  | 'mark'
  | 'dataHashes'
>;

export function scoreTable(report: Given): TextTable {
  const { table, mark } = report;
  const links = linksOf(report.provenance.origins);
  const present = GROUPS.filter((role) => table.rows.some((row) => row.role === role));
  const uneven = isUneven(table.rows);
  const rowsOf = (role: RowRole): readonly TextRow[] =>
    table.rows.flatMap((row, at) =>
      row.role === role ? [rowOf(row, { report, links, at, withRuns: uneven && role === 'variant' })] : [],
    );
  return {
    title: 'Scores',
    columns: [{ heading: ['Variant'], align: 'left' }, ...table.columns.map(columnOf)],
    groups: present.map(rowsOf),
    groupNames: present.map((role) => GROUP_NAMES[role]),
    notes: scoreNotes(report),
    mark,
  };
}

const columnOf = (column: Column): TextColumn => ({
  heading: [column.label, metricHeading(column)],
  align: 'right',
});

interface RowOptions {
  readonly report: Given;
  /** By anchor of the cell. */
  readonly links: ReadonlyMap<string, CellLink>;
  readonly at: number;
  readonly withRuns: boolean;
}

const rowOf = (row: TableRow, { report, links, at, withRuns }: RowOptions): TextRow => [
  textCell(rowLabel(row)),
  ...row.cells.map((cell, column) => {
    const link = links.get(cellAnchor(at, column));
    const mark = report.marks[at]?.[column];
    const isDegenerate =
      degenerateSeeds(report.degenerate, row, report.table.columns[column]!.task).length > 0;
    const shown = scoreCell(cell, { mark, withRuns, isDegenerate });
    return link === undefined ? shown : { ...shown, link };
  }),
];

function linksOf(origins: readonly Origin[]): ReadonlyMap<string, CellLink> {
  const links = origins.flatMap(({ id, cells }) =>
    cells.map(({ row, column }): [string, CellLink] => {
      const anchor = cellAnchor(row, column);
      return [anchor, { to: originAnchor(id), note: id, id: anchor }];
    }),
  );
  return new Map(links);
}

/** Below the main table: the parts of what it pools, and the scores of benchmarks. */
import type { BenchmarkScore } from '../../results/benchmarks.js';
import type { RowRole } from '../../results/evaluations.js';
import { TASKS } from '../../tasks/index.js';
import type { Report } from '../report.js';
import { metricHeading, rowLabel } from '../words/columns.js';
import { EXAMPLES_SIGN, grouped } from '../words/numbers.js';
import { absenceNotes, scoreCell, textCell } from './cells.js';
import type { TextRow, TextTable } from './table.js';

const GROUPS: readonly RowRole[] = ['variant', 'baseline', 'published'];

/** Rows in groups, as the main table has them; none is empty. */
const inGroups = <R extends { readonly role: RowRole }>(
  rows: readonly R[],
  rowOf: (row: R) => TextRow,
): TextTable['groups'] =>
  GROUPS.map((role) => rows.filter((row) => row.role === role).map(rowOf)).filter(({ length }) => length > 0);

/** Null where nothing is pooled. */
export function partsTable({ parts, mark }: Pick<Report, 'parts' | 'mark'>): TextTable | null {
  if (parts === null) return null;
  const { table, examples } = parts;
  const groups = inGroups(table.rows, (row) => [
    textCell(rowLabel(row)),
    ...row.cells.map((cell) => scoreCell(cell)),
  ]);
  const counts = examples.map((count) => (count === null ? 'not run yet' : `${grouped(count)} examples`));
  return {
    title: 'Scores by part of a pooled task',
    columns: [
      { heading: ['Variant'], align: 'left' },
      ...table.columns.map((column, index) => ({
        heading: [`${column.label} ${metricHeading(column)}`, counts[index]!],
        align: 'right' as const,
      })),
    ],
    groups,
    notes: absenceNotes(groups),
    mark,
  };
}

export const benchmarkTables = ({
  benchmarks,
  mark,
}: Pick<Report, 'benchmarks' | 'mark'>): readonly TextTable[] =>
  benchmarks.map((score) => benchmarkTable(score, mark));

function benchmarkTable({ benchmark, rows }: BenchmarkScore, mark: string | null): TextTable {
  const { title, tasks, note } = benchmark;
  const groups = inGroups(rows, (row) => [textCell(rowLabel(row)), scoreCell(row.cell)]);
  const isOverExamples = rows.some(({ cell }) => cell.interval?.over === 'examples');
  return {
    title: `${title} score`,
    columns: [
      { heading: ['Variant'], align: 'left' },
      { heading: [`Mean over ${tasks.length} tasks\u00a0↑`], align: 'right' },
    ],
    groups,
    notes: [
      `The unweighted mean over ${tasks.map((task) => TASKS[task].title).join(', ')}, each by its first metric, a task of ` +
        'several columns by their mean; ± is half the 95 % confidence interval over seeds (Student’s t).',
      ...(isOverExamples
        ? [`${EXAMPLES_SIGN}: a single run; the interval is over the evaluated examples of all tasks.`]
        : []),
      ...absenceNotes(groups),
      note,
    ],
    mark,
  };
}

/** Scores of benchmarks: of those whose tasks the experiment has all, each task counting once. */
import { compare } from '../statistics/comparison.js';
import { BENCHMARKS } from '../tasks/benchmarks.js';
import type { Benchmark } from '../tasks/benchmarks.js';
import type { TaskName } from '../tasks/index.js';
import { comparedColumn } from './compared.js';
import type { RowName } from './evaluations.js';
import { intervalOf } from './intervals.js';
import type { Interval } from './intervals.js';
import { meanOverTasks, meanScores } from './means.js';
import type { Recorded } from './recorded.js';
import { bySeed, emptyCell, meanCell } from './scores.js';
import type { Cell, ScoreTable, TableRow } from './scores.js';

export interface BenchmarkScore {
  readonly benchmark: Benchmark;
  /** In the order of the table; its cells have no stage of their own. */
  readonly rows: readonly (RowName & { readonly cell: Cell })[];
}

export function benchmarkScores(
  recorded: Recorded,
  { columns, rows }: ScoreTable,
): readonly BenchmarkScore[] {
  return Object.values<Benchmark>(BENCHMARKS).flatMap((benchmark) => {
    const of = columns.flatMap(({ task }, index) => (benchmark.tasks.includes(task) ? [index] : []));
    const present = new Set<TaskName>(of.map((index) => columns[index]!.task));
    if (benchmark.tasks.some((task) => !present.has(task))) return [];
    const part = { columns: of.map((index) => columns[index]!), rows: [] };
    const scored = rows.map((row) => {
      const cells = of.map((index) => row.cells[index]!);
      return { role: row.role, label: row.label, cell: cellOf(recorded, part, { ...row, cells }, benchmark) };
    });
    return [{ benchmark, rows: scored }];
  });
}

function cellOf(
  recorded: Recorded,
  { columns }: ScoreTable,
  { role, cells }: TableRow,
  { published }: Benchmark,
): Cell {
  if (role === 'published')
    return { ...emptyCell(published === null ? 'unpublished' : null), mean: published };
  const scores = meanScores(cells.map(bySeed), columns);
  const isDiverged = cells.some(({ diverged }) => diverged.length > 0);
  if (scores.size === 0) return emptyCell(isDiverged ? 'diverged' : 'incomplete');
  const runs = [...scores].map(([seed, value]) => ({ seed, value, stage: null }));
  return meanCell(runs, runs.length === 1 ? overExamples(recorded, columns, cells) : null);
}

/** Of a single run: the examples of different tasks are drawn apart. Null where those of one are not known. */
function overExamples(
  recorded: Recorded,
  columns: ScoreTable['columns'],
  cells: readonly Cell[],
): Interval | null {
  const runs = columns.map((column, index) => comparedColumn(recorded, column, [cells[index]!]));
  const isKnown = runs.every(([row]) =>
    [...(row?.values() ?? [])].every(({ examples }) => examples !== null),
  );
  if (!isKnown) return null;
  return intervalOf(compare(meanOverTasks({ columns, runs }), [1]).interval, 'examples');
}

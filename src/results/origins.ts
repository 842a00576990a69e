/** Each number's origin: the runs behind it and the stages that they went through. */
import type { TaskName } from '../tasks/index.js';
import { columnsByTask } from './columns.js';
import { evaluationsOf } from './evaluations.js';
import type { Evaluation, RowRole } from './evaluations.js';
import { withUpstream } from '../plan/upstream.js';
import { isDone } from './recorded.js';
import type { Recorded } from './recorded.js';
import type { ScoreTable, TableRow } from './scores.js';

/** What the cells of one row and one task are made of: their footnote. */
export interface Origin {
  /** From 1, by row and then by task of the table. */
  readonly id: number;
  readonly role: RowRole;
  /** Label of the row. */
  readonly row: string;
  readonly task: TaskName;
  /** Its cells in the table. */
  readonly cells: readonly CellPlace[];
  readonly runs: readonly OriginRun[];
}

/** From 0. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** A variant (or baseline), a task and a seed. */
export interface OriginRun {
  /** "12.3": of origin 12, with seed 3. */
  readonly id: string;
  readonly seed: number;
  /** One per cell, shares of 1; null: absent. */
  readonly scores: readonly (number | null)[];
  /** Key of the stage that made its predictions. */
  readonly stage: string;
  /** Keys of the stages that it went through; `stage` is the last. */
  readonly stages: readonly string[];
  /** Of those stages together; null where one is not done. */
  readonly seconds: number | null;
  /** Of the same, by formula. */
  readonly flops: number;
}

export function originsOf(recorded: Recorded, { columns, rows }: ScoreTable): readonly Origin[] {
  const tasks = columnsByTask(columns);
  const found = rows.flatMap((row, at) =>
    tasks.flatMap((indices) => {
      const { task } = columns[indices[0]!]!;
      const evaluations = evaluationsOf(recorded, row, task);
      const cells = indices.map((column) => ({ row: at, column }));
      return evaluations.length === 0 ? [] : [{ row, task, cells, evaluations }];
    }),
  );
  return found.map(({ row, task, cells, evaluations }, index) => ({
    id: index + 1,
    role: row.role,
    row: row.label,
    task,
    cells,
    runs: evaluations.map((one) => runOf(recorded, one, { id: index + 1, row, cells })),
  }));
}

function runOf(
  recorded: Recorded,
  { seed, stage }: Evaluation,
  of: { id: number; row: TableRow; cells: readonly CellPlace[] },
): OriginRun {
  const stages = withUpstream(recorded.plan, [stage.key]).map(({ key }) => key);
  const sumOf = (cost: (key: string) => number): number => stages.reduce((sum, key) => sum + cost(key), 0);
  const isWhole = stages.every((key) => isDone(recorded, key));
  const scoreIn = ({ column }: CellPlace): number | null =>
    of.row.cells[column]?.runs.find((run) => run.stage === stage.key)?.value ?? null;
  return {
    id: `${of.id}.${seed}`,
    seed,
    scores: of.cells.map(scoreIn),
    stage: stage.key,
    stages,
    seconds: isWhole ? sumOf((key) => recorded.records.get(key)?.seconds ?? NaN) : null,
    flops: sumOf((key) => recorded.stages.get(key)?.estimate.flops ?? NaN),
  };
}

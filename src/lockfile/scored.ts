/** The cells of an experiment's main table as a lock file sees them: each seed's evaluation, done or not. */
import type { Stage } from '../stages/index.js';
import { mainColumns } from '../results/columns.js';
import type { Column } from '../results/columns.js';
import { evaluationsOf } from '../results/evaluations.js';
import type { RowRole } from '../results/evaluations.js';
import { isDone } from '../results/recorded.js';
import type { Recorded } from '../results/recorded.js';
import { predictionsOf, scoreTable } from '../results/scores.js';
import type { Cell, TableRow } from '../results/scores.js';
import type { Prediction } from '../stages/result.js';
import { textsOf } from '../results/texts.js';
import type { Texts } from '../statistics/texts.js';

export interface ScoredRow {
  readonly row: string;
  readonly role: Exclude<RowRole, 'published'>;
  readonly cells: readonly ScoredCell[];
}

export interface ScoredCell {
  readonly column: Column;
  readonly cell: Cell;
  /** Every seed of the plan. */
  readonly runs: readonly ScoredRun[];
}

export interface ScoredRun {
  readonly seed: number;
  readonly stage: Stage;
  readonly isDone: boolean;
  /** Null: not done, or not defined on its predictions. */
  readonly value: number | null;
  readonly predictions: readonly Prediction[];
  /** That their examples share; null: nobody recorded which. */
  readonly texts: Texts | null;
}

/** Variants in the plan's order, then non-neural baselines; published figures are nobody's results here. */
export function scoredRows(recorded: Recorded): readonly ScoredRow[] {
  const { columns, rows } = scoreTable(recorded, mainColumns(recorded.plan.experiment));
  return rows.flatMap((row): ScoredRow[] => {
    const { role, label, cells } = row;
    if (role === 'published') return [];
    const scored = columns.map((column, index) => scoredCell(recorded, row, { column, cell: cells[index]! }));
    return [{ row: label, role, cells: scored }];
  });
}

function scoredCell(
  recorded: Recorded,
  row: TableRow,
  { column, cell }: { column: Column; cell: Cell },
): ScoredCell {
  const values = new Map(cell.runs.map(({ stage, value }) => [stage, value]));
  const runs = evaluationsOf(recorded, row, column.task).map(({ seed, stage }) => {
    const predictions = predictionsOf(recorded, stage.key, column);
    return {
      seed,
      stage,
      isDone: isDone(recorded, stage.key),
      value: values.get(stage.key) ?? null,
      predictions,
      texts: textsOf(recorded, { task: column.task, stage: stage.key }, predictions),
    };
  });
  return { column, cell, runs };
}

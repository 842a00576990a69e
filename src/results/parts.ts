/** Of tasks that the main table pools (RACE): each part and all of them, with the number of their examples. */
import { stagesYielding } from '../stages/index.js';
import { TASKS } from '../tasks/index.js';
import type { Column } from './columns.js';
import { isDone } from './recorded.js';
import type { Recorded } from './recorded.js';
import { predictionsOf } from './scores.js';
import type { ScoreTable } from './scores.js';

export interface Parts {
  readonly table: ScoreTable;
  /** Evaluated, by column; null: none was yet. */
  readonly examples: readonly (number | null)[];
}

/** Null: no task is pooled. */
export function partsOfPooled(recorded: Recorded, { columns, rows }: ScoreTable): Parts | null {
  const of = columns.flatMap(({ task, metric }, index) => {
    const { pooled, metrics } = TASKS[task];
    return pooled !== null && metric === metrics[0] ? [index] : [];
  });
  if (of.length === 0) return null;
  const chosen = of.map((index) => columns[index]!);
  return {
    table: {
      columns: chosen,
      rows: rows.map((row) => ({ ...row, cells: of.map((index) => row.cells[index]!) })),
    },
    examples: chosen.map((column) => evaluatedOf(recorded, column)),
  };
}

function evaluatedOf(recorded: Recorded, column: Column): number | null {
  const evaluated = stagesYielding(recorded.plan.stages, 'scores').find(
    ({ key, spec }) => spec.task === column.task && isDone(recorded, key),
  );
  return evaluated === undefined ? null : predictionsOf(recorded, evaluated.key, column).length;
}

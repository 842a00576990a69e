/** The cell of the mean over tasks. */
import type { Column } from './columns.js';
import { meanScores } from './means.js';
import { bySeed, emptyCell, meanCell } from './scores.js';
import type { Cell } from './scores.js';

/** Of a row's cells, one per column: over the seeds that have all of them; absent where a task is. */
export function meanOfCells(cells: readonly Cell[], columns: readonly Column[]): Cell {
  const scores = meanScores(cells.map(bySeed), columns);
  const isDiverged = cells.some(({ diverged }) => diverged.length > 0);
  if (scores.size === 0) return emptyCell(isDiverged ? 'diverged' : 'incomplete');
  return meanCell(
    [...scores].map(([seed, value]) => ({ seed, value, stage: null })),
    null,
  );
}

/** The figures of Radford et al. 2018, tables 2 to 4, as the tasks declare them. */
import { TASKS } from '../tasks/index.js';
import type { Column } from './columns.js';

/** The published figure of a column, a share of 1; null: the paper has none. */
export function publishedFigure({ task, split, metric }: Column): number | null {
  return metric === TASKS[task].metric ? (TASKS[task].published[split] ?? null) : null;
}

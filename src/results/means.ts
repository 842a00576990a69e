/** The mean over tasks, a task's columns counting as one. */
import type { Columns } from '../statistics/runs.js';
import { mean } from '../statistics/moments.js';
import { columnsByTask } from './columns.js';
import type { Column } from './columns.js';
import type { Compared } from './compared.js';

/** Name of the column. */
export const MEAN = 'mean';

/** Columns whose weighted sum is the mean over tasks. */
export function meanOverTasks({ columns, runs }: Pick<Compared, 'columns' | 'runs'>): Columns {
  const tasks = columnsByTask(columns);
  return tasks.flatMap((indices) =>
    indices.map((index) => ({ weight: 1 / tasks.length / indices.length, rows: runs[index]! })),
  );
}

/** By seed. */
type SeedScores = ReadonlyMap<number, number>;

/** Of the seeds that have all columns. */
export function meanScores(scores: readonly SeedScores[], columns: readonly Column[]): SeedScores {
  const tasks = columnsByTask(columns);
  const seeds = [...(scores[0]?.keys() ?? [])].filter((seed) => scores.every((one) => one.has(seed)));
  const scoreOf = (seed: number): number =>
    mean(tasks.map((indices) => mean(indices.map((index) => scores[index]?.get(seed) ?? NaN))));
  return new Map(seeds.map((seed) => [seed, scoreOf(seed)]));
}

/** The columns of score tables: a task, one of its evaluation splits or all of them, and a metric. */
import type { Experiment } from '../experiment/schema.js';
import { METRIC_NAMES, METRICS } from '../statistics/metrics.js';
import type { MetricName } from '../statistics/metrics.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import type { EvaluationSplit, Output } from '../tasks/task.js';

export interface Column {
  readonly task: TaskName;
  /** An evaluation split of the task, or `all`: pooled over them. */
  readonly split: string;
  /** The task's title and the split's suffix, e.g. "MNLI-m". */
  readonly label: string;
  readonly metric: MetricName;
}

/** A split with its part of the heading, or all of them pooled. */
type Part = Pick<EvaluationSplit, 'name' | 'suffix'>;

const POOLED: Part = { name: 'all', suffix: '' };

/** Columns of the main table: pooled where the paper pools a task (RACE), else a column per split (MNLI). */
export function mainColumns({ evaluate }: Experiment): readonly Column[] {
  return evaluate.tasks.flatMap((name) => {
    const { pooled, splits, metrics } = TASKS[name];
    const parts = pooled === null ? splits : [POOLED];
    return parts.map((part) => columnOf(name, part, metrics[0]));
  });
}

/** Every split, `all` where there are several, and every metric that is defined for the task, those that it declares first. */
export function allColumns({ evaluate }: Experiment): readonly Column[] {
  return evaluate.tasks.flatMap((name) => {
    const { splits, metrics, output } = TASKS[name];
    const parts = splits.length > 1 ? [...splits, POOLED] : splits;
    const all = new Set([...metrics, ...METRIC_NAMES.filter((metric) => isDefinedFor(output, metric))]);
    return parts.flatMap((part) => [...all].map((metric) => columnOf(name, part, metric)));
  });
}

function isDefinedFor(output: Output, metric: MetricName): boolean {
  const { on } = METRICS[metric];
  if (output.kind === 'range') return on === 'range';
  return on === 'classes' || (on === 'two classes' && output.names.length === 2);
}

const columnOf = (task: TaskName, { name, suffix }: Part, metric: MetricName): Column => ({
  task,
  split: name,
  label: `${TASKS[task].title}${suffix}`,
  metric,
});

/** Name of the random stream of a column's bootstrap: another name gives other intervals. */
export const streamOf = ({ task, split, metric }: Column): readonly string[] => [
  task,
  split,
  METRICS[metric].title,
];

/** The published figure of a column, a share of 1; null: the paper has none. */
export function publishedFigure({ task, split, metric }: Column): number | null {
  const { metrics, splits, pooled } = TASKS[task];
  if (metric !== metrics[0]) return null;
  const part = split === 'all' ? pooled : splits.find(({ name }) => name === split);
  return part?.published ?? null;
}

/** Indices of the columns of each task, tasks in the order of the table. */
export function columnsByTask(columns: readonly Column[]): readonly (readonly number[])[] {
  const byTask = new Map<TaskName, number[]>();
  columns.forEach(({ task }, index) => byTask.set(task, [...(byTask.get(task) ?? []), index]));
  return [...byTask.values()];
}

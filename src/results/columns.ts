/** The columns of score tables. */
import type { Experiment } from '../experiment/schema.js';
import { METRIC_NAMES, METRICS } from '../statistics/metrics.js';
import type { MetricName, ScoreMetric } from '../statistics/metrics.js';
import { TASKS } from '../tasks/index.js';
import type { TaskName } from '../tasks/index.js';
import type { EvaluationSplit, Output } from '../tasks/task.js';
import type { Column } from '../report/model.js';

/** A split with its part of the heading, or all of them pooled. */
type Part = Pick<EvaluationSplit, 'name' | 'suffix'>;

const POOLED: Part = { name: 'all', suffix: '' };

/** Columns of the main table: pooled where the paper pools a task (RACE), else a column a split (MNLI). */
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

function columnOf(task: TaskName, { name, suffix }: Part, metric: MetricName): Column {
  return {
    task,
    split: name,
    label: `${TASKS[task].title}${suffix}`,
    metric: METRICS[metric].title,
    direction: ARROWS[METRICS[metric].direction],
  };
}

const ARROWS: Readonly<Record<ScoreMetric['direction'], Column['direction']>> = { higher: '↑', lower: '↓' };

/** The metric of a column, as it is recorded and computed. */
export function metricName({ metric }: Pick<Column, 'metric'>): MetricName {
  const found = METRIC_NAMES.find((name) => METRICS[name].title === metric);
  if (found === undefined) throw new Error(`There is no metric "${metric}".`);
  return found;
}

/** Indices of the columns of each task, tasks in the order of the table. */
export function columnsByTask(columns: readonly Column[]): readonly (readonly number[])[] {
  const byTask = new Map<TaskName, number[]>();
  columns.forEach(({ task }, index) => byTask.set(task, [...(byTask.get(task) ?? []), index]));
  return [...byTask.values()];
}

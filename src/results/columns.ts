/** The columns of score tables: a task, one of its evaluation splits or all, and a metric. */
import type { Experiment, TaskName } from '../experiment/schema.js';
import { METRICS } from '../statistics/metrics.js';
import type { MetricName } from '../statistics/metrics.js';
import { TASKS } from '../tasks/index.js';
import type { Task } from '../tasks/task.js';

export interface Column {
  readonly task: TaskName;
  /** An evaluation split of the task, or `all`: pooled over them. */
  readonly split: string;
  /** The task's title and the split's suffix, e.g. "MNLI-m". */
  readonly label: string;
  readonly metric: MetricName;
}

/** As the paper names the parts of a task. */
const SPLIT_SUFFIX: Readonly<Record<string, string>> = {
  'dev-matched': '-m',
  'dev-mismatched': '-mm',
  'dev-middle': '-m',
  'dev-high': '-h',
  all: '',
  dev: '',
};

/** Columns of the main table: pooled where the paper pools a task (RACE), else a column a split (MNLI). */
export function mainColumns({ evaluate }: Experiment): readonly Column[] {
  return evaluate.tasks.flatMap((name) => {
    const task = TASKS[name];
    const splits = 'all' in task.published ? ['all'] : task.evaluationSplits;
    return splits.map((split) => columnOf(task, split, task.metric));
  });
}

/** Every split, `all` where there are several, and every metric that is defined for the task's output. */
export function allColumns({ evaluate }: Experiment): readonly Column[] {
  return evaluate.tasks.flatMap((name) => {
    const task = TASKS[name];
    const { evaluationSplits } = task;
    const splits = evaluationSplits.length > 1 ? [...evaluationSplits, 'all'] : evaluationSplits;
    return splits.flatMap((split) => metricsOf(task).map((metric) => columnOf(task, split, metric)));
  });
}

const OF_TWO_CLASSES: readonly MetricName[] = ['accuracy', 'f1', 'matthews'];

function metricsOf({ classes, metric }: Task): readonly MetricName[] {
  return classes.length === 2 ? [...new Set([metric, ...OF_TWO_CLASSES])] : [metric];
}

const columnOf = ({ name, title }: Task, split: string, metric: MetricName): Column => ({
  task: name,
  split,
  label: `${title}${SPLIT_SUFFIX[split] ?? ` ${split}`}`,
  metric,
});

/** Name of the random stream of a column's bootstrap: changing it changes intervals. */
export const streamOf = ({ task, split, metric }: Column): readonly string[] => [
  task,
  split,
  METRICS[metric].title,
];

/** Indices of the columns of each task, tasks in the order of the table. */
export function columnsByTask(columns: readonly Column[]): readonly (readonly number[])[] {
  const byTask = new Map<TaskName, number[]>();
  columns.forEach(({ task }, index) => byTask.set(task, [...(byTask.get(task) ?? []), index]));
  return [...byTask.values()];
}

/** The columns of score tables. */
import type { Experiment, TaskName } from '../experiment/schema.js';
import { TASKS } from '../tasks/index.js';
import type { Task } from '../tasks/task.js';
import type { Column } from './model.js';
import { metricLabel } from './published.js';

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

/** Every split, `all` where there are several, and every metric that is recorded. */
export function allColumns({ evaluate }: Experiment): readonly Column[] {
  return evaluate.tasks.flatMap((name) => {
    const task = TASKS[name];
    const { evaluationSplits } = task;
    const splits = evaluationSplits.length > 1 ? [...evaluationSplits, 'all'] : evaluationSplits;
    const other = task.metric === 'f1' ? 'accuracy' : 'f1';
    const metrics = task.classes.length === 2 ? [task.metric, other] : [task.metric];
    return splits.flatMap((split) =>
      metrics.map((metric) => columnOf(task, split, metric as Task['metric'])),
    );
  });
}

function columnOf({ name, title }: Task, split: string, metric: Task['metric']): Column {
  const label = `${title}${SPLIT_SUFFIX[split] ?? ` ${split}`}`;
  return { task: name, split, label, metric: metricLabel(metric), direction: '↑' };
}

/** Name of the recorded metric of a column. */
export const metricName = ({ metric }: Column): string => (metric === 'F1' ? 'f1' : 'accuracy');

/** Indices of the columns of each task, tasks in the order of the table. */
export function columnsByTask(columns: readonly Column[]): readonly (readonly number[])[] {
  const byTask = new Map<TaskName, number[]>();
  columns.forEach(({ task }, index) => byTask.set(task, [...(byTask.get(task) ?? []), index]));
  return [...byTask.values()];
}

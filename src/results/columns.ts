/** The columns of score tables. */
import type { Experiment, TaskName } from '../experiment/schema.js';
import { METRICS } from '../statistics/metrics.js';
import type { MetricName, ScoreMetric } from '../statistics/metrics.js';
import { TASKS } from '../tasks/index.js';
import type { Task } from '../tasks/task.js';
import type { Column } from '../report/model.js';

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

/** Every split, `all` where there are several, and every metric that is defined for the classes. */
export function allColumns({ evaluate }: Experiment): readonly Column[] {
  return evaluate.tasks.flatMap((name) => {
    const task = TASKS[name];
    const { evaluationSplits } = task;
    const splits = evaluationSplits.length > 1 ? [...evaluationSplits, 'all'] : evaluationSplits;
    const binary: readonly MetricName[] = ['accuracy', 'f1', 'matthews'];
    const others = task.classes.length === 2 ? binary.filter((metric) => metric !== task.metric) : [];
    return splits.flatMap((split) => [task.metric, ...others].map((metric) => columnOf(task, split, metric)));
  });
}

function columnOf({ name, title }: Task, split: string, metric: MetricName): Column {
  const label = `${title}${SPLIT_SUFFIX[split] ?? ` ${split}`}`;
  return {
    task: name,
    split,
    label,
    metric: METRICS[metric].title,
    direction: ARROWS[METRICS[metric].direction],
  };
}

const ARROWS: Readonly<Record<ScoreMetric['direction'], Column['direction']>> = { higher: '↑', lower: '↓' };

/** The metric of a column, as it is recorded and computed. */
export function metricName({ metric }: Pick<Column, 'metric'>): MetricName {
  const found = (Object.keys(METRICS) as MetricName[]).find((name) => METRICS[name].title === metric);
  if (found === undefined) throw new Error(`There is no metric "${metric}".`);
  return found;
}

/** Indices of the columns of each task, tasks in the order of the table. */
export function columnsByTask(columns: readonly Column[]): readonly (readonly number[])[] {
  const byTask = new Map<TaskName, number[]>();
  columns.forEach(({ task }, index) => byTask.set(task, [...(byTask.get(task) ?? []), index]));
  return [...byTask.values()];
}

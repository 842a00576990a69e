/** The score tables: variants, non-neural baselines and the published row by columns. */
import { factorsOf, levelOf } from '../experiment/factors.js';
import type { Level } from '../experiment/schema.js';
import { exampleInterval } from '../statistics/examples.js';
import { tInterval } from '../statistics/intervals.js';
import { METRICS } from '../statistics/metrics.js';
import { mean } from '../statistics/moments.js';
import { isOfLast } from '../stages/result.js';
import type { Prediction } from '../stages/result.js';
import type { StageRecord } from '../store/store.js';
import { publishedFigure, streamOf } from './columns.js';
import type { Column } from './columns.js';
import { evaluationsOf } from './evaluations.js';
import type { Evaluation, RowName } from './evaluations.js';
import { intervalOf } from './intervals.js';
import type { Interval } from './intervals.js';
import { isDone } from './recorded.js';
import type { Recorded } from './recorded.js';
import { textsOf } from './texts.js';

/** Rows: variants in the plan's order, then non-neural baselines, then the published row. */
export interface ScoreTable {
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

export interface TableRow extends RowName {
  /** Every factor's level; empty but for variants. */
  readonly levels: Readonly<Record<string, Level>>;
  /** One per column. */
  readonly cells: readonly Cell[];
}

/** Why a cell has no mean; `incomplete`: of a mean over tasks, one of which is absent. */
export type Absence =
  'not-run' | 'failed' | 'diverged' | 'undefined' | 'unpublished' | 'incomplete' | 'no-examples';

export interface Cell {
  /** Mean over the runs, a share of 1 or a correlation; null: absent, see `absent`. */
  readonly mean: number | null;
  /** Over seeds; of a single run, over examples. */
  readonly interval: Interval | null;
  /** Over the evaluated examples, whatever the number of runs; null where it is not known. */
  readonly examples: Interval | null;
  /** Runs that the mean is over; null where nobody told (published). */
  readonly n: number | null;
  /** Runs that the plan has. */
  readonly planned: number;
  /** Seeds of its trials whose training diverged; where there is one, the cell has no mean. */
  readonly diverged: readonly number[];
  /** Null where there is a mean. */
  readonly absent: Absence | null;
  /** Every run with a score, by seed; empty for published figures. */
  readonly runs: readonly CellRun[];
}

export interface CellRun {
  readonly seed: number;
  readonly value: number;
  /** Key of the stage that it can be traced to; null for a mean over tasks. */
  readonly stage: string | null;
}

export function scoreTable(recorded: Recorded, columns: readonly Column[]): ScoreTable {
  const rows = rowNames(recorded).map((row) => ({
    ...row,
    cells: columns.map((column) => cellOf(recorded, row, column)),
  }));
  return { columns, rows };
}

/** The runs that a cell's mean is over: none where one diverged or has no score, for those left are the lucky ones. */
export const meantRuns = ({ runs, absent }: Cell): readonly CellRun[] => (absent === null ? runs : []);

/** The same as value by seed. */
export const bySeed = (cell: Cell): ReadonlyMap<number, number> =>
  new Map(meantRuns(cell).map(({ seed, value }) => [seed, value]));

function rowNames({ plan }: Recorded): readonly Omit<TableRow, 'cells'>[] {
  const { evaluate, report } = plan.experiment;
  const variants = plan.variants.map((variant) => ({
    role: 'variant' as const,
    label: variant.name,
    levels: Object.fromEntries(factorsOf(plan).map((path) => [path, levelOf(variant, path, plan)])),
  }));
  const baselines = evaluate.baselines.map((label) => ({ role: 'baseline' as const, label, levels: {} }));
  const published = report.published ? [{ role: 'published' as const, label: 'published', levels: {} }] : [];
  return [...variants, ...baselines, ...published];
}

function cellOf(recorded: Recorded, row: RowName, column: Column): Cell {
  if (row.role === 'published') return publishedCell(column);
  const evaluations = evaluationsOf(recorded, row, column.task);
  const runs = evaluations.flatMap(({ seed, stage }) => {
    const value = scoreOf(recorded, stage.key, column);
    return value === null ? [] : [{ seed, value, stage: stage.key }];
  });
  const diverged = evaluations.filter((one) => wentSo(recorded, one, 'diverged')).map(({ seed }) => seed);
  const about = { planned: evaluations.length, runs, diverged };
  if (diverged.length > 0) return { ...emptyCell('diverged'), ...about };
  const done = evaluations.filter(({ stage }) => isDone(recorded, stage.key));
  if (runs.length > 0 && runs.length === done.length)
    return { ...meanCell(runs, overExamples(recorded, runs, column)), ...about };
  return { ...emptyCell(absenceOf(recorded, evaluations)), ...about };
}

function publishedCell(column: Column): Cell {
  const figure = publishedFigure(column);
  return { ...emptyCell(figure === null ? 'unpublished' : null), mean: figure };
}

function absenceOf(recorded: Recorded, evaluations: readonly Evaluation[]): Absence {
  if (evaluations.some((one) => wentSo(recorded, one, 'failed'))) return 'failed';
  return evaluations.some(({ stage }) => isDone(recorded, stage.key)) ? 'undefined' : 'not-run';
}

/** Whether an evaluation, or something that it reads, ended so. */
function wentSo(
  { stages, records }: Recorded,
  { stage }: Evaluation,
  status: StageRecord['status'],
): boolean {
  const ended = (key: string): boolean =>
    records.get(key)?.status === status || (stages.get(key)?.inputs ?? []).some(ended);
  return ended(stage.key);
}

/** As recorded; a metric that stages do not record is computed from their predictions. */
function scoreOf(recorded: Recorded, stage: string, column: Column): number | null {
  const metrics = (recorded.metrics.get(stage) ?? []).filter(isOfLast);
  const named = metrics.filter(({ name }) => name === column.metric);
  if (named.length > 0) return named.find(({ split }) => split === column.split)?.value ?? null;
  return METRICS[column.metric].of(predictionsOf(recorded, stage, column));
}

/** Predictions of a stage on a column's split. */
export function predictionsOf(
  { predictions }: Recorded,
  stage: string,
  { split }: Pick<Column, 'split'>,
): readonly Prediction[] {
  const all = predictions.get(stage) ?? [];
  return split === 'all' ? all : all.filter((prediction) => prediction.split === split);
}

/** Mean and interval of runs; `examples`: the interval over their examples, which is all that a single run has. */
export function meanCell(runs: readonly CellRun[], examples: Interval | null): Cell {
  const values = runs.map(({ value }) => value);
  const interval = values.length > 1 ? intervalOf(tInterval(values), 'seeds') : examples;
  return {
    mean: mean(values),
    interval,
    examples,
    n: runs.length,
    planned: runs.length,
    diverged: [],
    absent: null,
    runs,
  };
}

export const emptyCell = (absent: Absence | null): Cell => ({
  mean: null,
  interval: null,
  examples: null,
  n: null,
  planned: 0,
  diverged: [],
  absent,
  runs: [],
});

function overExamples(recorded: Recorded, runs: readonly CellRun[], column: Column): Interval | null {
  const lists = runs.map(({ stage }) => predictionsOf(recorded, stage ?? '', column));
  const count = lists[0]?.length ?? 0;
  if (count === 0 || lists.some((list) => list.length !== count)) return null;
  const texts = textsOf(recorded, { task: column.task, stage: runs[0]!.stage ?? '' }, lists[0]!);
  if (texts === null) return null;
  return intervalOf(exampleInterval(lists, column.metric, { texts, stream: streamOf(column) }), 'examples');
}

/** The score tables: variants, baselines and the published row by columns. */
import type { Trial } from '../plan/plan.js';
import { optionOf } from '../experiment/options.js';
import type { Level } from '../experiment/schema.js';
import { exampleInterval } from '../statistics/examples.js';
import { tInterval } from '../statistics/intervals.js';
import type { Bounds } from '../statistics/intervals.js';
import { METRICS } from '../statistics/metrics.js';
import { mean } from '../statistics/moments.js';
import type { Prediction } from '../stages/result.js';
import type { StageRecord } from '../store/store.js';
import { factorsOf } from '../experiment/factors.js';
import { metricName } from './columns.js';
import { DIVERGED } from '../report/words/notes.js';
import type { Cell, CellRun, Column, Interval, TableRow } from '../report/model.js';
import { PUBLISHED_LABEL, publishedFigure } from '../report/published.js';
import { isDone, stageOfTrial, stagesOf, trialsOf } from './recorded.js';
import type { Recorded } from './recorded.js';

/** Rows of a table with these columns, nothing marked. */
export function scoreRows(recorded: Recorded, columns: readonly Column[]): readonly TableRow[] {
  return [
    ...variantRows(recorded, columns),
    ...baselineRows(recorded, columns),
    ...publishedRows(recorded, columns),
  ];
}

function variantRows(recorded: Recorded, columns: readonly Column[]): readonly TableRow[] {
  const paths = factorsOf(recorded.plan);
  return recorded.plan.variants.map(({ name, experiment }) => ({
    role: 'variant',
    label: name,
    levels: Object.fromEntries(paths.map((path) => [path, optionOf(experiment, path) as Level])),
    cells: columns.map((column) => variantCell(recorded, trialsOf(recorded, name), column)),
  }));
}

/** The runs that a cell's mean is over: none where a trial diverged, for those that are left are the lucky ones. */
export const meantRuns = ({ runs, diverged }: Cell): readonly CellRun[] => (diverged.length > 0 ? [] : runs);

/** The same as value by seed. */
export const bySeed = (cell: Cell): ReadonlyMap<number, number> =>
  new Map(meantRuns(cell).map(({ seed, value }) => [seed, value]));

function baselineRows(recorded: Recorded, columns: readonly Column[]): readonly TableRow[] {
  const { experiment } = recorded.plan;
  return experiment.evaluate.baselines.map((method) => {
    const stages = stagesOf(recorded, 'baseline').filter(({ spec }) => spec.method === method);
    const cells = columns.map((column) => {
      const stage = stages.find(({ spec }) => spec.task === column.task);
      return cellOf(
        recorded,
        stage === undefined ? [] : [{ seed: stage.spec.seed, stage: stage.key }],
        column,
      );
    });
    return { role: 'baseline', label: method, levels: {}, cells };
  });
}

function publishedRows({ plan }: Recorded, columns: readonly Column[]): readonly TableRow[] {
  if (!plan.experiment.report.published) return [];
  const cells = columns.map((column): Cell => {
    const figure = publishedFigure(column);
    return { ...emptyCell(figure === null ? 'not published' : null), mean: figure };
  });
  return [{ role: 'published', label: PUBLISHED_LABEL, levels: {}, cells }];
}

function variantCell(recorded: Recorded, trials: readonly Trial[], column: Column): Cell {
  const evaluations = trials.flatMap((trial) => {
    const stage = stageOfTrial(recorded, trial, { kind: 'evaluate', task: column.task });
    return stage === null ? [] : [{ seed: trial.seed, stage: stage.key, trial }];
  });
  const cell = cellOf(recorded, evaluations, column);
  const diverged = evaluations.filter(({ trial }) => hasStage(recorded, trial, column, 'diverged'));
  if (diverged.length > 0) {
    const absent = `${DIVERGED} ${diverged.length}/${evaluations.length}`;
    return { ...emptyCell(absent), runs: cell.runs, diverged: diverged.map(({ seed }) => seed) };
  }
  if (cell.mean !== null || cell.absent !== 'not run yet') return cell;
  const failed = evaluations.some(({ trial }) => hasStage(recorded, trial, column, 'failed'));
  return failed ? { ...cell, absent: 'failed' } : cell;
}

/** Whether something that an evaluation reads ended so. */
function hasStage(
  recorded: Recorded,
  trial: Trial,
  { task }: Column,
  status: StageRecord['status'],
): boolean {
  return trial.stages.some((key) => {
    const spec = recorded.stages.get(key)?.spec;
    const matters =
      spec !== undefined && spec.kind !== 'overlap' && (!('task' in spec) || spec.task === task);
    return matters && recorded.records.get(key)?.status === status;
  });
}

function cellOf(
  recorded: Recorded,
  evaluations: readonly { readonly seed: number; readonly stage: string }[],
  column: Column,
): Cell {
  const runs: CellRun[] = evaluations.flatMap(({ seed, stage }) => {
    const value = scoreOf(recorded, stage, column);
    return value === null ? [] : [{ seed, value, stage }];
  });
  if (runs.length > 0) return meanCell(runs, overExamples(recorded, runs, column));
  const states = evaluations.map(({ stage }) => recorded.records.get(stage)?.status);
  if (states.includes('failed')) return emptyCell('failed');
  const done = evaluations.some(({ stage }) => isDone(recorded, stage));
  return emptyCell(done ? 'not defined on this data' : 'not run yet');
}

/** As recorded; a metric that stages do not record is computed from their predictions. */
function scoreOf(recorded: Recorded, stage: string, column: Column): number | null {
  const name = metricName(column);
  const metrics = recorded.metrics.get(stage) ?? [];
  const found = metrics.find((metric) => metric.name === name && metric.split === column.split);
  if (found !== undefined || metrics.some((metric) => metric.name === name)) return found?.value ?? null;
  return METRICS[name].of(predictionsOf(recorded, stage, column));
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
export function meanCell(runs: Cell['runs'], examples: Interval | null): Cell {
  const values = runs.map(({ value }) => value);
  const interval = values.length > 1 ? intervalOf(tInterval(values), 'seeds') : examples;
  return { ...emptyCell(null), mean: mean(values), interval, examples, n: runs.length, runs };
}

export function emptyCell(absent: string | null): Cell {
  return {
    ...{ mean: null, interval: null, examples: null, n: null, absent, runs: [] },
    ...{ best: false, fromReference: null, diverged: [], origin: null },
  };
}

export function intervalOf(bounds: Bounds | null, over: Interval['over']): Interval | null {
  return bounds === null ? null : { ...bounds, halfWidth: (bounds.high - bounds.low) / 2, over };
}

function overExamples(recorded: Recorded, runs: readonly CellRun[], column: Column): Interval | null {
  const lists = runs.map(({ stage }) => predictionsOf(recorded, stage ?? '', column));
  const isPaired = lists.every((list) => list.length === lists[0].length);
  if (lists[0].length === 0 || !isPaired) return null;
  const stream = [column.task, column.split, column.metric];
  return intervalOf(exampleInterval(lists, metricName(column), stream), 'examples');
}

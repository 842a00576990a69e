/** The score tables: variants, baselines and the published row by columns. */
import type { Trial } from '../plan/plan.js';
import { optionOf } from '../experiment/options.js';
import type { Level } from '../experiment/schema.js';
import { bestRows } from '../statistics/best.js';
import { accuracy, f1 } from '../statistics/classification.js';
import { tInterval } from '../statistics/intervals.js';
import type { Bounds } from '../statistics/intervals.js';
import { mean } from '../statistics/moments.js';
import type { StageRecord } from '../store/store.js';
import { factorPaths } from './facts-factors.js';
import { metricName } from './facts-columns.js';
import { DIVERGED } from './facts-notes.js';
import type { Cell, CellRun, Column, Interval, TableRow } from './model.js';
import { PUBLISHED_LABEL, publishedFigure } from './published.js';
import { isDone, stageOfTrial, stagesOf, trialsOf } from './read-recorded.js';
import type { Recorded } from './read-recorded.js';

/** Rows of a table with these columns; the best of each column is marked among the variants. */
export function scoreRows(recorded: Recorded, columns: readonly Column[]): readonly TableRow[] {
  const variants = variantRows(recorded, columns);
  return [
    ...withBest(variants, columns),
    ...baselineRows(recorded, columns),
    ...publishedRows(recorded, columns),
  ];
}

function variantRows(recorded: Recorded, columns: readonly Column[]): readonly TableRow[] {
  const paths = factorPaths(recorded.plan);
  return recorded.plan.variants.map(({ name, experiment }) => ({
    role: 'variant',
    label: name,
    levels: Object.fromEntries(paths.map((path) => [path, optionOf(experiment, path) as Level])),
    cells: columns.map((column) => variantCell(recorded, trialsOf(recorded, name), column)),
  }));
}

function withBest(rows: readonly TableRow[], columns: readonly Column[]): readonly TableRow[] {
  const best = bestRows(columns.map((_, column) => rows.map(({ cells }) => bySeed(cells[column]))));
  return rows.map((row, index) => ({
    ...row,
    cells: row.cells.map((cell, column) => ({ ...cell, best: best[column] === index })),
  }));
}

/** The same rows with nothing marked. */
export const withoutBest = (rows: readonly TableRow[]): readonly TableRow[] =>
  rows.map((row) => ({ ...row, cells: row.cells.map((cell) => ({ ...cell, best: false })) }));

/** The runs of a cell as value by seed. */
export const bySeed = ({ runs }: Cell): ReadonlyMap<number, number> =>
  new Map(runs.map(({ seed, value }) => [seed, value]));

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
  const diverged = evaluations.filter(({ trial }) => hasStage(recorded, trial, column, 'diverged')).length;
  const cell = { ...cellOf(recorded, evaluations, column), diverged };
  if (cell.mean !== null || cell.absent !== 'not run yet') return cell;
  const failed = evaluations.some(({ trial }) => hasStage(recorded, trial, column, 'failed'));
  if (failed) return { ...cell, absent: 'failed' };
  return diverged > 0 ? { ...cell, absent: DIVERGED } : cell;
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
    const matters = spec !== undefined && (!('task' in spec) || spec.task === task);
    return matters && recorded.records.get(key)?.status === status;
  });
}

function cellOf(
  recorded: Recorded,
  evaluations: readonly { readonly seed: number; readonly stage: string }[],
  column: Column,
): Cell {
  const runs: CellRun[] = evaluations.flatMap(({ seed, stage }) => {
    const found = recorded.metrics
      .get(stage)
      ?.find(({ name, split }) => name === metricName(column) && split === column.split);
    return found === undefined ? [] : [{ seed, value: found.value, stage }];
  });
  if (runs.length > 0) return meanCell(runs, () => exampleInterval(recorded, runs[0], column));
  const states = evaluations.map(({ stage }) => recorded.records.get(stage)?.status);
  if (states.includes('failed')) return emptyCell('failed');
  const done = evaluations.some(({ stage }) => isDone(recorded, stage));
  return emptyCell(done ? 'not defined on this data' : 'not run yet');
}

/** Mean and interval of runs; `alone` gives the interval of a single run. */
export function meanCell(runs: Cell['runs'], alone: () => Interval | null): Cell {
  const values = runs.map(({ value }) => value);
  const interval = values.length > 1 ? intervalOf(tInterval(values), 'seeds') : alone();
  return { mean: mean(values), interval, n: runs.length, best: false, diverged: 0, absent: null, runs };
}

export function emptyCell(absent: string | null): Cell {
  return { mean: null, interval: null, n: null, best: false, diverged: 0, absent, runs: [] };
}

export function intervalOf(bounds: Bounds | null, over: Interval['over']): Interval | null {
  return bounds === null ? null : { ...bounds, halfWidth: (bounds.high - bounds.low) / 2, over };
}

function exampleInterval({ predictions }: Recorded, { stage }: CellRun, column: Column): Interval | null {
  const all = predictions.get(stage ?? '') ?? [];
  const members = column.split === 'all' ? all : all.filter(({ split }) => split === column.split);
  const score = column.metric === 'F1' ? f1(members) : accuracy(members);
  return score === null ? null : intervalOf({ low: score.low, high: score.high }, 'examples');
}

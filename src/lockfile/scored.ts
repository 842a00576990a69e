/** The cells of an experiment's main table as a lock file sees them: each seed's evaluation, done or not. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';
import { identityOf } from '../plan/keys.js';
import type { Stage } from '../stages/index.js';
import type { Prediction } from '../stages/result.js';
import { lineageOf } from '../plan/why.js';
import type { Lineage } from '../plan/why.js';
import { mainColumns, metricName } from '../results/columns.js';
import { predictionsOf, scoreRows } from '../results/scores.js';
import type { Cell, Column, TableRow } from '../report/model.js';
import { isDone, stageOfTrial, stagesOf, trialsOf } from '../results/recorded.js';
import type { Recorded } from '../results/recorded.js';
import type { MetricName } from '../statistics/metrics.js';

export interface ScoredRow {
  readonly row: string;
  readonly role: 'variant' | 'baseline';
  readonly cells: readonly ScoredCell[];
}

export interface ScoredCell {
  readonly column: Column;
  readonly metric: MetricName;
  readonly cell: Cell;
  /** Every seed of the plan. */
  readonly runs: readonly ScoredRun[];
}

export interface ScoredRun {
  readonly seed: number;
  readonly stage: Stage;
  readonly isDone: boolean;
  /** Null: not done, or not defined on its predictions. */
  readonly value: number | null;
  readonly predictions: readonly Prediction[];
}

/** Variants in the plan's order, then baselines; published figures are nobody's results here. */
export function scoredRows(recorded: Recorded): readonly ScoredRow[] {
  const columns = mainColumns(recorded.plan.experiment);
  return scoreRows(recorded, columns).flatMap((row): ScoredRow[] => {
    const { role, label } = row;
    if (role === 'published') return [];
    const cells = columns.map((column, index) =>
      scoredCell(recorded, row, { column, cell: row.cells[index] }),
    );
    return [{ row: label, role, cells }];
  });
}

function scoredCell(
  recorded: Recorded,
  row: TableRow,
  { column, cell }: { column: Column; cell: Cell },
): ScoredCell {
  const values = new Map(cell.runs.map(({ stage, value }) => [stage, value]));
  const runs = evaluationsOf(recorded, row, column).map(({ seed, stage }): ScoredRun => ({
    ...{ seed, stage, isDone: isDone(recorded, stage.key) },
    value: values.get(stage.key) ?? null,
    predictions: predictionsOf(recorded, stage.key, column),
  }));
  return { column, cell, runs, metric: metricName(column) };
}

/** What scores a row in a column, by seed. */
function evaluationsOf(
  recorded: Recorded,
  { role, label }: TableRow,
  { task }: Column,
): readonly { seed: number; stage: Stage }[] {
  if (role === 'baseline')
    return stagesOf(recorded, 'baseline')
      .filter(({ spec }) => spec.method === label && spec.task === task)
      .map((stage) => ({ seed: stage.spec.seed, stage }));
  return trialsOf(recorded, label).flatMap((trial) => {
    const stage = stageOfTrial(recorded, trial, { kind: 'evaluate', task });
    return stage === null ? [] : [{ seed: trial.seed, stage }];
  });
}

/** What each stage of the plan depends on, by key. */
export function lineages({ plan }: Recorded, numericsVersion: string): (key: string) => Lineage {
  const identities = new Map(plan.stages.map(({ key, spec }) => [key, identityOf(spec, numericsVersion)]));
  const identityOfKey = (key: string) => identities.get(key) ?? null;
  return (key) => lineageOf(identityOfKey(key) ?? {}, identityOfKey);
}

/** What a lineage holds beside the options of its row. */
export const OF_A_RUN: readonly string[] = ['seed', 'task', 'data'];

export const hashPredictions = (predictions: readonly Prediction[]): string =>
  createHash('sha256').update(canonicalJson(predictions)).digest('hex');

/** A digit of base 36 an example; there are never more classes. */
export const classDigits = (predictions: readonly Prediction[]): string =>
  predictions.map(({ predicted }) => predicted.toString(36)).join('');

/** Ends of a stored interval; what JavaScript's logarithms differ in by machine lies far below. */
export const roundedEnd = (value: number): number => Math.round(value * 1e6) / 1e6;

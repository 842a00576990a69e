/** Two variants side by side, of one experiment or of two. */
import type { TaskName } from '../tasks/index.js';
import { comparePair } from '../statistics/comparison.js';
import type { Comparison, TestName } from '../statistics/comparison.js';
import { cohensH, detectableDifference, seedsToResolve, standardizedEffect } from '../statistics/effects.js';
import type { Store } from '../store/store.js';
import { mainColumns, metricName } from './columns.js';
import { comparedColumn, comparedOf } from './compared.js';
import type { Compared } from './compared.js';
import { dataHashes } from './data.js';
import { scoreRows } from './scores.js';
import type { Cell, Column, TableRow } from '../report/model.js';
import { readRecorded } from './recorded.js';
import type { Recorded } from './recorded.js';

export interface VariantName {
  readonly experiment: string;
  readonly variant: string;
}

/** One column of the main table that both have. Scores are shares of 1; differences are B − A, paired by seed. */
export interface CompareRow {
  readonly task: string;
  readonly metric: string;
  readonly a: number | null;
  readonly b: number | null;
  readonly difference: number | null;
  /** 95 % interval of the difference; null where nothing tells the noise. */
  readonly low: number | null;
  readonly high: number | null;
  /** Common seeds. */
  readonly n: number;
  /** Two-sided, after no correction. */
  readonly p: number | null;
  readonly test: TestName | null;
  /** Cohen's h, of accuracies; and the difference in deviations of one seed's. */
  readonly h: number | null;
  readonly effect: number | null;
  readonly detectable: number | null;
  readonly moreSeeds: number | null;
  /** Whether both were judged on the same files. */
  readonly data: 'same' | 'different';
}

/** In the order of A's table. Throws UserError where an experiment is not recorded. */
export async function compareVariants(
  store: Store,
  a: VariantName,
  b: VariantName,
): Promise<readonly CompareRow[]> {
  const left = scoredOf(await readRecorded(store, a.experiment));
  const right = a.experiment === b.experiment ? left : scoredOf(await readRecorded(store, b.experiment));
  const rowA = rowOf(left, a.variant);
  const rowB = rowOf(right, b.variant);
  return left.columns.flatMap((column, index) => {
    const { task, split, label, metric } = column;
    const other = right.columns.findIndex((one) => one.task === task && one.split === split);
    if (other < 0) return [];
    const cells = [rowA.cells[index], rowB.cells[other]] as const;
    const comparison =
      left === right && a.variant !== b.variant
        ? comparePair(left.compared.runs[index], variantIndex(left, a), variantIndex(left, b))
        : ofTwo([left, right], column, cells);
    const data = hashOf(left, task) === hashOf(right, task) ? 'same' : 'different';
    return [{ task: label, metric, ...numbers(comparison, column, cells), data }];
  });
}

interface Scored {
  readonly recorded: Recorded;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  readonly compared: Compared;
}

function scoredOf(recorded: Recorded): Scored {
  const columns = mainColumns(recorded.plan.experiment);
  const rows = scoreRows(recorded, columns);
  return { recorded, columns, rows, compared: comparedOf(recorded, { columns, rows }) };
}

const variantIndex = ({ compared }: Scored, { variant }: VariantName): number =>
  compared.variants.indexOf(variant);

/** Of two experiments (or a row with itself) there are two rows and no more to learn the noise from. */
function ofTwo([left, right]: readonly Scored[], column: Column, cells: readonly Cell[]): Comparison {
  const predictions = new Map([...left.recorded.predictions, ...right.recorded.predictions]);
  return comparePair(comparedColumn({ ...left.recorded, predictions }, column, cells), 0, 1);
}

function numbers(
  comparison: Comparison,
  column: Column,
  [{ mean: a }, { mean: b }]: readonly Cell[],
): Omit<CompareRow, 'task' | 'metric' | 'data'> {
  const { mean, interval, n, p, test } = comparison;
  const isShare = metricName(column) === 'accuracy';
  return {
    ...{ a, b, difference: mean, low: interval?.low ?? null, high: interval?.high ?? null, n, p, test },
    h: isShare && a !== null && b !== null ? cohensH(a, b) : null,
    effect: standardizedEffect(comparison),
    detectable: detectableDifference(comparison),
    moreSeeds: seedsToResolve(comparison),
  };
}

const hashOf = ({ recorded }: Scored, task: TaskName): string | undefined =>
  dataHashes(recorded).find((hash) => hash.task === task)?.sha256;

function rowOf({ recorded, rows }: Scored, variant: string): TableRow {
  const row = rows.find(({ role, label }) => role === 'variant' && label === variant);
  if (row === undefined) throw new Error(`"${recorded.plan.experiment.name}" has no variant "${variant}".`);
  return row;
}

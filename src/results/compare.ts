/** Two variants side by side, of one experiment or of two. */
import { comparePair } from '../statistics/comparison.js';
import type { Comparison, TestName } from '../statistics/comparison.js';
import { cohensH, detectableDifference, seedsToResolve, standardizedEffect } from '../statistics/effects.js';
import { METRICS } from '../statistics/metrics.js';
import type { Store } from '../store/store.js';
import { mainColumns } from './columns.js';
import type { Column } from './columns.js';
import { comparedColumn, comparedOf } from './compared.js';
import type { Compared } from './compared.js';
import { dataHashes } from './data.js';
import { readRecorded } from './recorded.js';
import type { Recorded } from './recorded.js';
import { scoreTable } from './scores.js';
import type { Cell, ScoreTable, TableRow } from './scores.js';

export interface VariantName {
  readonly experiment: string;
  readonly variant: string;
}

/** One column of the main table that both have. Scores are shares of 1; differences are B − A, paired by seed. */
export interface CompareRow {
  /** Label of the column, e.g. "MNLI-m". */
  readonly task: string;
  /** Its title. */
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
  readonly minimumDetectableEffect: number | null;
  readonly extraSeeds: number | null;
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
  return left.table.columns.flatMap((column, index) => {
    const { task, split } = column;
    const other = right.table.columns.findIndex((one) => one.task === task && one.split === split);
    const [cellA, cellB] = [rowA.cells[index], rowB.cells[other]];
    if (cellA === undefined || cellB === undefined) return [];
    const comparison =
      left === right && a.variant !== b.variant
        ? comparePair(left.compared.runs[index]!, variantIndex(left, a), variantIndex(left, b))
        : ofTwo([left, right], column, [cellA, cellB]);
    const data = hashOf(left, column) === hashOf(right, column) ? 'same' : 'different';
    return [
      {
        task: column.label,
        metric: METRICS[column.metric].title,
        ...numbers(comparison, column, [cellA, cellB]),
        data,
      },
    ];
  });
}

interface Scored {
  readonly recorded: Recorded;
  readonly table: ScoreTable;
  readonly compared: Compared;
}

function scoredOf(recorded: Recorded): Scored {
  const table = scoreTable(recorded, mainColumns(recorded.plan.experiment));
  return { recorded, table, compared: comparedOf(recorded, table) };
}

const variantIndex = ({ compared }: Scored, { variant }: VariantName): number =>
  compared.variants.indexOf(variant);

/** Of two experiments (or a row with itself) there are two rows and no more to learn the noise from. */
function ofTwo([left, right]: readonly [Scored, Scored], column: Column, cells: readonly Cell[]): Comparison {
  const [a, b] = [left.recorded, right.recorded];
  const both = {
    ...a,
    stages: new Map([...a.stages, ...b.stages]),
    predictions: new Map([...a.predictions, ...b.predictions]),
    texts: new Map([...a.texts, ...b.texts]),
  };
  return comparePair(comparedColumn(both, column, cells), 0, 1);
}

function numbers(
  comparison: Comparison,
  column: Column,
  [{ mean: a }, { mean: b }]: readonly [Cell, Cell],
): Omit<CompareRow, 'task' | 'metric' | 'data'> {
  const { mean, interval, n, p, test } = comparison;
  const isShare = column.metric === 'accuracy';
  return {
    a,
    b,
    difference: mean,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    n,
    p,
    test,
    h: isShare && a !== null && b !== null ? cohensH(a, b) : null,
    effect: standardizedEffect(comparison),
    minimumDetectableEffect: detectableDifference(comparison),
    extraSeeds: seedsToResolve(comparison),
  };
}

const hashOf = ({ recorded }: Scored, { task }: Column): string | undefined =>
  dataHashes(recorded).find((hash) => hash.task === task)?.sha256;

function rowOf({ recorded, table: { rows } }: Scored, variant: string): TableRow {
  const row = rows.find(({ role, label }) => role === 'variant' && label === variant);
  if (row === undefined) throw new Error(`"${recorded.plan.experiment.name}" has no variant "${variant}".`);
  return row;
}

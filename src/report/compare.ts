/** Two variants side by side, of one experiment or of two. */
import type { TaskName } from '../experiment/schema.js';
import { pairedDifference } from '../statistics/differences.js';
import type { Store } from '../store/store.js';
import { bySeed } from './facts-scores.js';
import { buildReport } from './model.js';
import type { Cell, DataHash, Report, TableRow } from './model.js';

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
  /** 95 % interval of the difference (Student's t); null below two common seeds. */
  readonly low: number | null;
  readonly high: number | null;
  /** Common seeds. */
  readonly n: number;
  /** Two-sided paired t-test, after no correction. */
  readonly p: number | null;
  /** Whether both were judged on the same files. */
  readonly data: 'same' | 'different';
}

/** In the order of A's table. Throws UserError where an experiment is not recorded. */
export async function compareVariants(
  store: Store,
  a: VariantName,
  b: VariantName,
): Promise<readonly CompareRow[]> {
  const left = await buildReport(store, a.experiment);
  const right = await buildReport(store, b.experiment);
  const rowA = rowOf(left, a.variant);
  const rowB = rowOf(right, b.variant);
  return left.table.columns.flatMap((column, index) => {
    const { task, split, label, metric } = column;
    const other = right.table.columns.findIndex((one) => one.task === task && one.split === split);
    if (other < 0) return [];
    const data = hashOf(left, task) === hashOf(right, task) ? 'same' : 'different';
    return [{ task: label, metric, ...compared(rowA.cells[index], rowB.cells[other]), data }];
  });
}

function compared(a: Cell, b: Cell): Omit<CompareRow, 'task' | 'metric' | 'data'> {
  const { mean, interval, n, p } = pairedDifference(bySeed(a), bySeed(b));
  const { low = null, high = null } = interval ?? {};
  return { a: a.mean, b: b.mean, difference: mean, low, high, n, p };
}

const hashOf = ({ dataHashes }: Report, task: TaskName): string | undefined =>
  dataHashes.find((hash: DataHash) => hash.task === task)?.sha256;

function rowOf({ name, table }: Report, variant: string): TableRow {
  const row = table.rows.find(({ role, label }) => role === 'variant' && label === variant);
  if (row === undefined) throw new Error(`"${name}" has no variant "${variant}".`);
  return row;
}

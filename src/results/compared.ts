/** The runs behind a table as the statistics compare them, and what the comparison marks in it. */
import { bestRows } from '../statistics/best.js';
import { comparePair } from '../statistics/comparison.js';
import type { Column as ComparedColumn, Run } from '../statistics/comparison.js';
import { pseudoValues } from '../statistics/examples.js';
import { holmOfPresent, SIGNIFICANCE } from '../statistics/holm.js';
import { metricName } from './columns.js';
import { meantRuns, predictionsOf } from './scores.js';
import type { Cell, CellRun, Column, MainTable, TableRow } from '../report/model.js';
import type { Recorded } from './recorded.js';

/** A table's columns, each with the runs of the variants' rows in their order. */
export interface Compared {
  readonly columns: readonly Column[];
  /** Names of the variants. */
  readonly variants: readonly string[];
  readonly runs: readonly ComparedColumn[];
}

export const variantRowsOf = (rows: readonly TableRow[]): readonly TableRow[] =>
  rows.filter(({ role }) => role === 'variant');

export function comparedOf(recorded: Recorded, { columns, rows }: Omit<MainTable, 'notes'>): Compared {
  const variants = variantRowsOf(rows);
  const runs = columns.map((column, index) =>
    comparedColumn(
      recorded,
      column,
      variants.map(({ cells }) => cells[index]),
    ),
  );
  return { columns, variants: variants.map(({ label }) => label), runs };
}

/** Each example's part in each run, where all runs were judged on the same examples in the same order. */
export function comparedColumn(recorded: Recorded, column: Column, cells: readonly Cell[]): ComparedColumn {
  const idsOf = ({ stage }: CellRun): string =>
    predictionsOf(recorded, stage ?? '', column)
      .map(({ split, id }) => `${split} ${id}`)
      .join('\n');
  const isPaired = new Set(cells.flatMap((cell) => meantRuns(cell).map(idsOf))).size === 1;
  const runOf = ({ stage, value }: CellRun): Run => {
    const predictions = isPaired ? predictionsOf(recorded, stage ?? '', column) : [];
    return { value, examples: pseudoValues(predictions, metricName(column)) };
  };
  return cells.map((cell) => new Map(meantRuns(cell).map((run) => [run.seed, runOf(run)])));
}

/** The same rows with the best of each column marked, and what differs from the reference. */
export function marked(rows: readonly TableRow[], compared: Compared): readonly TableRow[] {
  const best = bestRows(compared.runs);
  const sides = sidesOfReference(compared);
  return rows.map((row) => {
    if (row.role !== 'variant') return row;
    const index = compared.variants.indexOf(row.label);
    const cells = row.cells.map((cell, column) => ({
      ...cell,
      best: best[column] === index,
      fromReference: sides[column][index],
    }));
    return { ...row, cells };
  });
}

/** By column and row; corrected for all of the table together. With one seed nothing is marked. */
function sidesOfReference({ variants, runs }: Compared): readonly (readonly Cell['fromReference'][])[] {
  const reference = variants.indexOf('reference');
  const comparisons = runs.flatMap((column) =>
    variants.map((_, row) => {
      const found = row === reference || reference < 0 ? null : comparePair(column, reference, row);
      return found?.test === 'seeds' ? found : null;
    }),
  );
  const adjusted = holmOfPresent(comparisons.map((one) => one?.p ?? null));
  const sides = comparisons.map((one, index): Cell['fromReference'] => {
    if ((adjusted[index] ?? 1) >= SIGNIFICANCE) return null;
    return (one?.mean ?? 0) > 0 ? 'above' : 'below';
  });
  return runs.map((_, column) => sides.slice(column * variants.length, (column + 1) * variants.length));
}

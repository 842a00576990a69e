/** The runs behind a table as the statistics compare them. */
import type { Column as ComparedColumn, Run } from '../statistics/runs.js';
import { partsOf } from '../statistics/examples.js';
import type { Column } from './columns.js';
import { meantRuns, predictionsOf } from './scores.js';
import type { Cell, CellRun, ScoreTable } from './scores.js';
import type { Recorded } from './recorded.js';
import { textsOf } from './texts.js';

/** A table's columns, each with the runs of the variants' rows in their order. */
export interface Compared {
  readonly columns: readonly Column[];
  /** Names of the variants. */
  readonly variants: readonly string[];
  readonly runs: readonly ComparedColumn[];
}

export function comparedOf(recorded: Recorded, { columns, rows }: ScoreTable): Compared {
  const variants = rows.filter(({ role }) => role === 'variant');
  const cellsOf = (index: number): readonly Cell[] => variants.map(({ cells }) => cells[index]!);
  return {
    columns,
    variants: variants.map(({ label }) => label),
    runs: columns.map((column, index) => comparedColumn(recorded, column, cellsOf(index))),
  };
}

/** Each example's part in each run, or each shared text's, where all runs were judged on the same examples in the same order. */
export function comparedColumn(recorded: Recorded, column: Column, cells: readonly Cell[]): ComparedColumn {
  const idsOf = ({ stage }: CellRun): string =>
    predictionsOf(recorded, stage ?? '', column)
      .map(({ split, id }) => `${split} ${id}`)
      .join('\n');
  const isPaired = new Set(cells.flatMap((cell) => meantRuns(cell).map(idsOf))).size === 1;
  const runOf = ({ stage, value }: CellRun): Run => {
    const predictions = isPaired ? predictionsOf(recorded, stage ?? '', column) : [];
    const texts = textsOf(recorded, { task: column.task, stage: stage ?? '' }, predictions);
    return { value, examples: partsOf(predictions, column.metric, texts) };
  };
  return cells.map((cell) => new Map(meantRuns(cell).map((run) => [run.seed, runOf(run)])));
}
